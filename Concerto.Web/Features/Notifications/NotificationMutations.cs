using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Notifications;

[FieldsOf<Mutation>]
public static class NotificationMutations
{
    /// <summary>Notes that you have seen one of your notifications, or all. Gives how many are unread then.</summary>
    [Fails<NotificationNotFoundException>, Gives("unreadNotificationCount")]
    public static async Task<int?> MarkNotificationsRead(MarkNotificationsReadInput input, MarkNotificationsRead useCase, Caller caller, CancellationToken ct) => await useCase.ExecuteAsync(input, caller, ct);

    /// <summary>Changes what you are told of, and how: all of it at once.</summary>
    [Fails<InvalidInputException>]
    public static Task<User> ChangeNotificationSettings(ChangeNotificationSettingsInput input, ChangeNotificationSettings useCase, Caller caller, CancellationToken ct) => useCase.ExecuteAsync(input, caller, ct);
}
