using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;

namespace Concerto.Web.Features.Accounts;

internal static class AccountSearch
{
    /// <summary>Those who are listed under that filter.</summary>
    public static IQueryable<User> Under(this IQueryable<User> people, AccountFilter filter) => filter switch
    {
        AccountFilter.Waiting => people.Where(u => u.VerifiedAt == null && u.DisabledAt == null),
        AccountFilter.Admins => people.Where(u => u.IsAdmin),
        AccountFilter.Disabled => people.Where(u => u.DisabledAt != null),
        _ => people,
    };

    /// <summary>Those with that in their name or address, however it is written; all of them when there is nothing to look for.</summary>
    public static IQueryable<User> Called(this IQueryable<User> people, string? search)
    {
        if (KeyOf(search) is not { } name) return people;
        var address = search!.Trim().ToLowerInvariant();
        return people.Where(u => u.NameKey.Contains(name) || u.EmailKey.Contains(address));
    }

    private static string? KeyOf(string? search)
    {
        try
        {
            return Name.From(search, nameof(search)).Key;
        }
        catch (InvalidInputException) // nothing that a name could have in it: as good as no search
        {
            return null;
        }
    }
}
