using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <summary>
/// A job: removes accounts that nobody came to verify, what is left of those who left once nothing of theirs is, sessions that are over, links that have been dead for 30 days, mails that were settled
/// and tokens that ended 90 days ago, and notifications that were read 90 days ago, or never within a year.
/// </summary>
public sealed class TidyAccounts(UnitOfWork unitOfWork, TimeProvider time) : IJob
{
    public static readonly TimeSpan LinksKept = TimeSpan.FromDays(30), MailsKept = TimeSpan.FromDays(90), TokensKept = TimeSpan.FromDays(90), ReadKept = TimeSpan.FromDays(90), UnreadKept = TimeSpan.FromDays(365);
    private static readonly TimeSpan LongestLife = OutboundEmail.AccountLife + TimeSpan.FromDays(1); // of a link whose mail was never recorded as sent

    /// <returns>How many rows went.</returns>
    public Task<int> ExecuteAsync(CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var (links, mails) = (time.Now() - LinksKept, time.Now() - MailsKept);
        var neverBegun = links - LongestLife;
        var gone = await WithNothing(db)
            .Where(u => u.CreatedAt < links && !db.MailedLinks.Any(l => l.UserId == u.Id && l.CreatedAt >= links))
            .ExecuteDeleteAsync(ct);
        var (idle, old) = (time.Now() - Session.Idle, time.Now() - Session.Longest);
        gone += await db.Sessions.Where(s => s.SeenAt <= idle || s.CreatedAt <= old || !db.Users.Any(u => u.Id == s.UserId && u.SecurityStamp == s.Stamp)).ExecuteDeleteAsync(ct);
        // One that was made while its owner deleted the account in another window: it goes where the others went.
        var now = time.Now();
        gone += await db.Projects.Where(p => p.DeletedAt == null && db.Users.Any(u => u.Id == p.OwnerId && u.LeftAt != null))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.DeletedAt, now).SetProperty(p => p.NameKey, (string?)null), ct);
        var lastSent = links - OutboundEmail.ShareLife - InviteLink.Life;
        gone += await db.InviteLinks.Where(l => l.CreatedAt < lastSent).ExecuteDeleteAsync(ct);
        gone += await db.SignUpLinks.Where(l => l.ExpiresAt < links).ExecuteDeleteAsync(ct);
        gone += await db.MailedLinks.Where(l => l.UsedAt < links || l.ExpiresAt < links || (l.ExpiresAt == null && l.CreatedAt < neverBegun)).ExecuteDeleteAsync(ct);
        gone += await db.OutboundEmails.Where(m => m.State != MailState.Queued && m.State != MailState.Sending && m.CreatedAt < mails).ExecuteDeleteAsync(ct);
        var ended = now - TokensKept;
        gone += await db.ApiTokens.Where(t => t.RevokedAt < ended || t.ExpiresAt < ended).ExecuteDeleteAsync(ct);
        var (read, unread) = (time.Now() - ReadKept, time.Now() - UnreadKept);
        gone += await db.Notifications.Where(n => n.ReadAt < read || n.At < unread).ExecuteDeleteAsync(ct);
        return gone;
    }, ct);

    /// <summary>Accounts that nobody has verified, or whose people have left, and that nothing hangs on. A disabled one is none of them: else the same address could sign up anew.</summary>
    internal static IQueryable<User> WithNothing(ConcertoDbContext db) => db.Users
        .Where(u => u.VerifiedAt == null && u.DisabledAt == null)
        .Where(u => !db.Projects.Any(p => p.OwnerId == u.Id) && !db.Versions.Any(v => v.UploaderId == u.Id) && !db.Uploads.Any(x => x.UploaderId == u.Id)
            && !db.Comments.Any(c => c.AuthorId == u.Id || c.ResolvedById == u.Id) && !db.Shares.Any(s => s.UserId == u.Id) && !db.Invites.Any(i => i.InviterId == u.Id));
}
