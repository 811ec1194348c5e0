using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Alerts;

/// <summary>What admins have to know, said on every page of theirs until it is over.</summary>
/// <param name="Text">In a sentence: “The mail budget of today is used up. Digests wait until midnight (UTC).”</param>
/// <param name="Link">The page of the desk where something can be done about it.</param>
/// <param name="IsUrgent">People wait for something because of it.</param>
/// <param name="IsSaidThere">That page says so itself, with more to it: there it is not said twice.</param>
public sealed record Alert(string Text, string Link, bool IsUrgent, bool IsSaidThere = false);

/// <summary>A room of the house that has something to tell admins now and then; it is asked while an admin's page is made, so it answers with a look or two at the database at most.</summary>
public interface IAlertSource
{
    Task<IReadOnlyList<Alert>> LookAsync(ConcertoDbContext db, CancellationToken ct);
}
