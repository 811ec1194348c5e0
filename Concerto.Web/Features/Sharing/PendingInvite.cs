using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>What waits for an address without an account, as admins see it: of what is shared its name and nothing else.</summary>
/// <param name="Id">What resendInvite, copyInviteLink and revokeInvite take.</param>
/// <param name="Address">As it was typed.</param>
/// <param name="Role">The role that they will have.</param>
/// <param name="Inviter">The name of who shared it.</param>
/// <param name="Name">The name of the project or song.</param>
/// <param name="OfSong">One song was shared rather than a project.</param>
/// <param name="CreatedAt">When it was shared.</param>
/// <param name="MailedAt">When the address was last told of it; null when it never was.</param>
/// <param name="Delivery">How far that mail has come; null when there is none.</param>
/// <param name="Reason">Why the mail waits, failed or came back, in words; null when it did not.</param>
public sealed record PendingInvite(CollaboratorId Id, string Address, Role Role, string Inviter, string Name, bool OfSong, DateTime CreatedAt, DateTime? MailedAt, Delivery? Delivery, string? Reason);

[FieldsOf<PendingInvite>]
public static class PendingInviteFields
{
    // The id is that of a collaborator to the project's owner; only here it leads to something by itself.
    [Node]
    internal static IDataLoaderResult<PendingInvite?> ById(CollaboratorId id, Loaders load) => load.Batch(id, static async (ask, ids, ct) =>
    {
        var keys = ids.Select(i => InviteId.From(i.Value)).ToList();
        var invites = await Access.ForAdmins(ask.Caller, Access.InvitesToLookAfter(ask.Db)).Where(i => keys.Contains(i.Id)).ToListAsync(ct);
        return (await InviteQueries.ShowAsync(ask.Db, invites, ct)).ToDictionary(i => i.Id);
    });
}

[FieldsOf<Query>]
public static class InviteQueries
{
    /// <summary>The newest first. Ids grow with time, so that the key itself is the order.</summary>
    internal static readonly Keyset<Invite> NewestFirst = new Keyset<Invite>().By(i => i.Id, descending: true);

    /// <summary>What waits for addresses without an account, the newest first. For admins, with a token of the scope “admin”.</summary>
    /// <param name="search">Part of an address.</param>
    public static async Task<Connection<PendingInvite>> Invites(string? search, Page page, ConcertoDbContext db, Caller caller, CancellationToken ct)
    {
        _ = caller.Admin;
        var found = await For(db, search).ToConnectionAsync(NewestFirst, page, ct);
        var cursors = found.Edges.ToDictionary(e => e.Node.Key, e => e.Cursor);
        var more = page.Backward ? found.PageInfo.HasPreviousPage : found.PageInfo.HasNextPage;
        return new(await ShowAsync(db, found.Nodes, ct), page, more, invite => cursors[invite.Id], found.TotalCount);
    }

    internal static IQueryable<Invite> For(ConcertoDbContext db, string? search)
    {
        var part = search?.Trim().ToLowerInvariant();
        return string.IsNullOrEmpty(part) ? Access.InvitesToLookAfter(db) : Access.InvitesToLookAfter(db).Where(i => i.AddressKey.Contains(part));
    }

    internal static async Task<IReadOnlyList<PendingInvite>> ShowAsync(ConcertoDbContext db, IReadOnlyList<Invite> invites, CancellationToken ct)
    {
        var (people, projects, songs, told) = (invites.Select(i => i.InviterId).ToList(), invites.Select(i => i.ProjectId).ToList(), invites.Select(i => i.SongId).ToList(), invites.Select(i => i.MailId).ToList());
        var inviters = await db.Users.Where(u => people.Contains(u.Id)).Select(u => new { u.Id, u.Name }).ToDictionaryAsync(u => u.Id, u => u.Name, ct);
        var projectNames = await db.Projects.Where(p => projects.Contains(p.Id)).Select(p => new { p.Id, p.Name }).ToDictionaryAsync(p => p.Id, p => p.Name, ct);
        var songNames = await db.Songs.Where(s => songs.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        var mails = await db.OutboundEmails.Where(m => told.Contains(m.Id)).Select(m => new { m.Id, m.State, m.DeliveredAt, m.BouncedAt, m.LastError }).ToDictionaryAsync(m => m.Id, ct);
        return [.. invites.Select(i =>
        {
            var mail = i.MailId is { } id ? mails.GetValueOrDefault(id) : null;
            var name = i.SongId is { } song ? songNames.GetValueOrDefault(song) : projectNames.GetValueOrDefault(i.ProjectId!.Value);
            return new PendingInvite(i.Key, i.Address, i.Role, inviters[i.InviterId], name ?? "", i.SongId is not null, i.CreatedAt, i.MailedAt, mail is null ? null : Deliveries.Of(mail.State, mail.DeliveredAt, mail.BouncedAt), mail?.LastError);
        })];
    }
}
