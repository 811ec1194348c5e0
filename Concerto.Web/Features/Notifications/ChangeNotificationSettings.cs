using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Notifications;

/// <param name="Quiet">What you don’t want to be told of at all.</param>
/// <param name="MailedAtOnce">What is mailed to you at once rather than with the digest: MENTION and SHARED can be.</param>
/// <param name="DigestHour">The hour of your day, 0 to 23, at which the digest is mailed; null for never.</param>
/// <param name="TimeZone">The IANA name of the zone that your days are counted in, such as Europe/Vienna.</param>
public sealed record ChangeNotificationSettingsInput(IReadOnlyList<NotificationKind> Quiet, IReadOnlyList<NotificationKind> MailedAtOnce, int? DigestHour, string TimeZone);

/// <summary>What the caller is told of, and how.</summary>
public sealed class ChangeNotificationSettings(UnitOfWork unitOfWork)
{
    /// <summary>What can be mailed at once; more would be a mail for every note.</summary>
    public static readonly IReadOnlyList<NotificationKind> Mailable = [NotificationKind.Mention, NotificationKind.Shared];

    /// <exception cref="InvalidInputException"/>
    public Task<User> ExecuteAsync(ChangeNotificationSettingsInput input, Caller caller, CancellationToken ct)
    {
        var (me, zone) = (caller.Writer, Zone.From(input.TimeZone));
        if (input.MailedAtOnce.Except(Mailable).Any()) throw new InvalidInputException("mailedAtOnce", "Mentions and what is shared can be mailed at once; the rest comes with the digest.");
        var quiet = Together(input.Quiet);
        return unitOfWork.RunAsync(async db =>
        {
            var user = await db.Users.SingleAsync(u => u.Id == me, ct);
            user.Live(zone, input.DigestHour);
            user.Tell(quiet, Together(input.MailedAtOnce) & ~quiet);
            await db.SaveChangesAsync(ct);
            return user;
        }, ct);
    }

    private static NotificationKinds Together(IEnumerable<NotificationKind> kinds) => kinds.Aggregate(NotificationKinds.None, (all, kind) => all | kind.Alone());
}

/// <summary>What somebody is told of, and how.</summary>
/// <param name="Quiet">What they are not told of at all.</param>
/// <param name="MailedAtOnce">What is mailed to them at once.</param>
/// <param name="DigestHour">The hour of their day, 0 to 23, at which the digest is mailed; null for never.</param>
/// <param name="TimeZone">The IANA name of the zone that their days are counted in.</param>
/// <param name="NextDigestAt">When the next digest is due, if there is something unread then; null for never.</param>
public sealed record NotificationSettings(IReadOnlyList<NotificationKind> Quiet, IReadOnlyList<NotificationKind> MailedAtOnce, int? DigestHour, string TimeZone, DateTime? NextDigestAt)
{
    public static NotificationSettings Of(User user, DateTime now) =>
        new(In(user.Quiet), In(user.MailedAtOnce), user.DigestHour, user.TimeZone, user.DigestHour is { } hour ? Next(hour, Zone.Rules(user.TimeZone), now) : null);

    private static List<NotificationKind> In(NotificationKinds kinds) => [.. Enum.GetValues<NotificationKind>().Where(kind => kinds.Include(kind))];

    /// <summary>The first slot that is still to come: where clocks skip a day whole, that of the day after.</summary>
    private static DateTime Next(int hour, TimeZoneInfo zone, DateTime now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
        return Enumerable.Range(0, 3).Select(days => DigestSlot.On(zone, today.AddDays(days), hour)).OfType<DigestSlot>().First(slot => slot.Begins > now).Begins;
    }
}
