using Concerto.Domain.Accounts;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Features.Accounts;

/// <summary>A person. Of others you see the name and no more.</summary>
[FieldsOf<User>(nameof(User.Id), nameof(User.Name))]
public static class UserFields
{
    /// <summary>Your own address; null of others.</summary>
    public static string? Email(User user, Caller caller) => user.Id == caller.User ? user.Email : null;

    /// <summary>Whether you are an admin; null of others.</summary>
    public static bool? IsAdmin(User user, Caller caller) => user.Id == caller.User ? user.IsAdmin : null;
}
