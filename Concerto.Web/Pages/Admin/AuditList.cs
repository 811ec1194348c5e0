using System.Text.RegularExpressions;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;

namespace Concerto.Web.Pages.Admin;

/// <summary>A piece of a sentence: plain words, or somebody.</summary>
public sealed record AuditPart(string Text, UserId? Person);

/// <summary>Entries of the audit log, as sentences.</summary>
public sealed partial class AuditList
{
    private readonly IReadOnlyDictionary<UserId, Person> _people;

    private AuditList(IReadOnlyList<AuditEntry> entries, IReadOnlyDictionary<UserId, Person> people) => (Entries, _people) = (entries, people);

    public IReadOnlyList<AuditEntry> Entries { get; }

    public static async Task<AuditList> OfAsync(ConcertoDbContext db, IReadOnlyList<AuditEntry> entries, CancellationToken ct) =>
        new(entries, await db.PeopleAsync(entries.SelectMany(e => new[] { e.ActorId, e.PersonId }).OfType<UserId>(), ct));

    public IEnumerable<AuditPart> Sentence(AuditEntry entry) => Places().Split(AuditWords.Of(entry)).Where(part => part.Length > 0).Select(part => part switch
    {
        "{actor}" => Somebody(entry.ActorId),
        "{person}" => Somebody(entry.PersonId),
        _ => new AuditPart(part, null),
    });

    public static string? Capital(string? detail) => detail is { Length: > 0 } ? char.ToUpperInvariant(detail[0]) + detail[1..] : detail;

    private AuditPart Somebody(UserId? id) => id is null ? new("Somebody", null) : _people.TryGetValue(id.Value, out var person) is false ? new("somebody who is gone", null)
        : person!.Name == User.LeftName ? new(person.Name, null) : new(person.Name, id);

    [GeneratedRegex(@"(\{actor\}|\{person\})")]
    private static partial Regex Places();
}
