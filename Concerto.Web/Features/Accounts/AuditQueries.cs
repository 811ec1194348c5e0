using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>The audit log, for admins.</summary>
[FieldsOf<Query>]
public static class AuditQueries
{
    internal static readonly Keyset<AuditEntry> NewestFirst = new Keyset<AuditEntry>().By(e => e.Sequence, descending: true);

    /// <summary>What admins did, and what happened to the safety of accounts, the newest first. For admins, with a token of the scope “admin”.</summary>
    /// <param name="personId">Only what this person did or what happened to them.</param>
    /// <param name="action">Only this.</param>
    public static Task<Connection<AuditEntry>> AuditLog(UserId? personId, AuditAction? action, Page page, ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        return db.AuditEntries.About(personId, action).ToConnectionAsync(NewestFirst, page, ct);
    }

    internal static IQueryable<AuditEntry> About(this IQueryable<AuditEntry> entries, UserId? person, AuditAction? action)
    {
        if (person is { } id) entries = entries.Where(e => e.PersonId == id || e.ActorId == id);
        if (action is { } one) entries = entries.Where(e => e.Action == one);
        return entries;
    }
}

/// <summary>Something that an admin did, or that happened to the safety of an account.</summary>
[FieldsOf<AuditEntry>(nameof(AuditEntry.At), nameof(AuditEntry.Action), nameof(AuditEntry.Detail), nameof(AuditEntry.Client))]
public static class AuditEntryFields
{
    /// <summary>Opaque, and the same everywhere.</summary>
    public static AuditEntryId Id(AuditEntry entry) => new(entry.Sequence);

    /// <summary>Who did it; null for Concerto itself, for somebody unknown, and for an account that is gone.</summary>
    public static IDataLoaderResult<User?> Actor(AuditEntry entry, Loaders load) => load.Somebody(entry.ActorId);

    /// <summary>Whom it happened to; null for nobody, and for an account that is gone.</summary>
    public static IDataLoaderResult<User?> Person(AuditEntry entry, Loaders load) => load.Somebody(entry.PersonId);

    [Node]
    internal static IDataLoaderResult<AuditEntry?> ById(AuditEntryId id, Loaders load) => load.Batch(id.Sequence, static (ask, sequences, ct) =>
        Access.ForAdmins(ask.Caller, ask.Db.AuditEntries).Where(e => sequences.Contains(e.Sequence)).ToDictionaryAsync(e => e.Sequence, ct));

    private static IDataLoaderResult<User?> Somebody(this Loaders load, UserId? id) => load.Person(id ?? default).Then(User? (user) => user);
}
