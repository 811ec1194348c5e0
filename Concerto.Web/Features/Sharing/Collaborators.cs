using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>Somebody a project or song is shared with, as the one who asks may see them: a share and a pending invite look alike.</summary>
/// <param name="Id">What changeRole, unshare and handOverProject take.</param>
/// <param name="Role">What they may do in it.</param>
/// <param name="ProjectId">What they are in: a project,</param>
/// <param name="SongId">or one song of it.</param>
/// <param name="Address">As it was typed; null for those who don't own what is shared.</param>
/// <param name="PersonId">Null until they have opened what was shared, unless they share something with the one who asks already.</param>
/// <param name="SharedAt">When it was first shared with them.</param>
/// <param name="OpenedAt">When they first opened it; null while it waits for them.</param>
public sealed record Collaborator(CollaboratorId Id, Role Role, ProjectId? ProjectId, SongId? SongId, string? Address, UserId? PersonId, DateTime SharedAt, DateTime? OpenedAt)
{
    /// <summary>When the address was last told of it; null for those who don't own what is shared.</summary>
    public DateTime? MailedAt { get; init; }

    /// <summary>What became of the mail; null when none was written.</summary>
    internal Delivery? Mail { get; init; }

    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How far what tells them of it has come; null once they have opened it. Who has an account may have asked to be told without mails: that looks like a mail
    /// that takes a moment to go out, or it would tell of the account.
    /// </summary>
    public Delivery? Delivery(DateTime now) => OpenedAt is not null || MailedAt is not { } mailed ? null : Mail ?? (now - mailed < Usual ? Domain.Sharing.Delivery.Waiting : Domain.Sharing.Delivery.Sent);

    /// <summary>The same for all that is one person's, or one address's.</summary>
    public object Who => PersonId is { } person ? person : Address?.ToLowerInvariant() ?? "";
}

/// <summary>
/// Who is in what. The owner sees everybody by their address, and by name once they have opened it or share something with the owner already; others see those
/// who have opened it. Nobody can tell an address with an account from one without (security.md): both come out of the same query, with the same facts.
/// </summary>
public static class Collaborators
{
    /// <summary>Those in the projects themselves, the earliest first. For projects in which the caller has no role there is nobody (law 10).</summary>
    public static async Task<ILookup<ProjectId, Collaborator>> OfProjectsAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<ProjectId> ids, CancellationToken ct)
    {
        var roles = await Access.RolesAsync(db, caller, ids, ct);
        var (owned, seen) = Of(roles);
        var found = await InOrderAsync(db, caller,
            db.Shares.Where(h => seen.Contains(h.ProjectId!.Value) && (h.OpenedAt != null || owned.Contains(h.ProjectId!.Value))),
            db.Invites.Where(i => owned.Contains(i.ProjectId!.Value)), ct);
        return found.ToLookup(c => c.ProjectId!.Value, c => owned.Contains(c.ProjectId!.Value) ? c : WithoutAddress(c));
    }

    /// <summary>Those in the songs, by a share of the song or of its project, the earliest first. Somebody in by both is there twice.</summary>
    public static async Task<ILookup<SongId, Collaborator>> OfSongsAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<SongId> ids, CancellationToken ct)
    {
        var roles = await Access.RolesAsync(db, caller, ids, ct);
        var (owned, seen) = Of(roles);
        var projectOf = await db.Songs.Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.ProjectId }).ToDictionaryAsync(s => s.Id, s => s.ProjectId, ct);
        var (ownedProjects, seenProjects) = (ProjectsOf(owned), ProjectsOf(seen));
        var found = await InOrderAsync(db, caller,
            db.Shares.Where(h => (seen.Contains(h.SongId!.Value) || seenProjects.Contains(h.ProjectId!.Value))
                && (h.OpenedAt != null || owned.Contains(h.SongId!.Value) || ownedProjects.Contains(h.ProjectId!.Value))),
            db.Invites.Where(i => owned.Contains(i.SongId!.Value) || ownedProjects.Contains(i.ProjectId!.Value)), ct);
        return seen
            .SelectMany(song => found.Where(c => c.SongId == song || c.ProjectId == projectOf[song]).Select(c => (song, Collaborator: owned.Contains(song) ? c : WithoutAddress(c))))
            .ToLookup(x => x.song, x => x.Collaborator);

        List<ProjectId> ProjectsOf(List<SongId> songs) => [.. songs.Select(s => projectOf[s]).Distinct()];
    }

    /// <summary>Some of them by their ids, as their owner sees them: whether the caller is that has been asked.</summary>
    internal static Task<List<Collaborator>> FindAsync(ConcertoDbContext db, Caller caller, IReadOnlyList<CollaboratorId> ids, CancellationToken ct)
    {
        var (shares, invites) = (ids.Select(id => ShareId.From(id.Value)).ToList(), ids.Select(id => InviteId.From(id.Value)).ToList());
        return InOrderAsync(db, caller, db.Shares.Where(h => shares.Contains(h.Id)), db.Invites.Where(i => invites.Contains(i.Id)), ct);
    }

    private static async Task<List<Collaborator>> InOrderAsync(ConcertoDbContext db, Caller caller, IQueryable<Share> shares, IQueryable<Invite> invites, CancellationToken ct)
    {
        if (caller.User is not { } me) return [];
        var mine = db.Shares.Where(h => h.UserId == me);
        // Known are those who have opened something of the caller's, or that the caller is in too, and those whose things the caller is in. Asked of every
        // share, opened or not, in the one query: a question more for those with an account would take its time.
        var there = await shares.AsNoTracking().Select(h => new
        {
            Share = h,
            Known = h.OpenedAt != null
                || db.Shares.Any(k => k.UserId == h.UserId && k.OpenedAt != null && (mine.Any(m => k.ProjectId != null && m.ProjectId == k.ProjectId || k.SongId != null && m.SongId == k.SongId)
                    || db.Projects.Any(p => p.OwnerId == me && (p.Id == k.ProjectId || db.Songs.Any(s => s.Id == k.SongId && s.ProjectId == p.Id)))))
                || db.Projects.Any(p => p.OwnerId == h.UserId && mine.Any(m => m.ProjectId == p.Id || db.Songs.Any(s => s.Id == m.SongId && s.ProjectId == p.Id))),
        }).ToListAsync(ct);
        var waiting = await invites.AsNoTracking().ToListAsync(ct);
        // Of all of them, with an account and without, in one query.
        var told = there.Where(x => x.Share.OpenedAt is null).Select(x => x.Share.MailId).Concat(waiting.Select(i => i.MailId)).OfType<OutboundEmailId>().ToList();
        var mails = told.Count == 0 ? [] : await db.OutboundEmails.AsNoTracking().Where(m => told.Contains(m.Id))
            .Select(m => new { m.Id, m.State, m.DeliveredAt, m.BouncedAt }).ToDictionaryAsync(m => m.Id, m => Deliveries.Of(m.State, m.DeliveredAt, m.BouncedAt), ct);
        return [.. there.Select(x => Of(x.Share, x.Known, mails)).Concat(waiting.Select(i => Of(i, mails))).OrderBy(c => c.SharedAt).ThenBy(c => c.Id.Value)];
    }

    private static Collaborator Of(Share share, bool known, Dictionary<OutboundEmailId, Delivery> mails) =>
        new(share.Key, share.Role, share.ProjectId, share.SongId, share.Address, known ? share.UserId : null, share.CreatedAt, share.OpenedAt) { MailedAt = share.MailedAt, Mail = Of(share.MailId, mails) };

    private static Collaborator Of(Invite invite, Dictionary<OutboundEmailId, Delivery> mails) =>
        new(invite.Key, invite.Role, invite.ProjectId, invite.SongId, invite.Address, null, invite.CreatedAt, null) { MailedAt = invite.MailedAt, Mail = Of(invite.MailId, mails) };

    private static Delivery? Of(OutboundEmailId? mail, Dictionary<OutboundEmailId, Delivery> mails) => mail is { } id && mails.TryGetValue(id, out var delivery) ? delivery : null;

    private static Collaborator WithoutAddress(Collaborator collaborator) => collaborator with { Address = null, MailedAt = null, Mail = null };

    private static (List<TId> Owned, List<TId> Seen) Of<TId>(Dictionary<TId, Role?> roles) where TId : notnull =>
        ([.. roles.Where(r => r.Value == Role.Owner).Select(r => r.Key)], [.. roles.Where(r => r.Value is not null).Select(r => r.Key)]);
}
