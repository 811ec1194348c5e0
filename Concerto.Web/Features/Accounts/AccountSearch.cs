using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;

namespace Concerto.Web.Features.Accounts;

internal static class AccountSearch
{
    /// <summary>Those who have an account: of who deleted theirs nothing is left to look after.</summary>
    public static IQueryable<User> WithAccount(this IQueryable<User> people) => people.Where(u => u.LeftAt == null);

    /// <summary>Those who are listed under that filter.</summary>
    public static IQueryable<User> Under(this IQueryable<User> people, AccountFilter filter) => filter switch
    {
        AccountFilter.Waiting => people.WithAccount().Where(u => u.VerifiedAt == null && u.DisabledAt == null),
        AccountFilter.Admins => people.WithAccount().Where(u => u.IsAdmin),
        AccountFilter.Disabled => people.WithAccount().Where(u => u.DisabledAt != null),
        _ => people.WithAccount(),
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
