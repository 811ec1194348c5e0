using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="CollaboratorId">Who has not opened it yet.</param>
public sealed record ResendInviteInput(CollaboratorId CollaboratorId);

/// <summary>Tells an address once more of what was shared with it, by a mail of its own with a link of its own. With an account and without it does, answers and takes the same.</summary>
public sealed class ResendInvite(UnitOfWork unitOfWork, ShareMails mails, Outbox outbox, Audit audit, AccountOptions options, TimeProvider time)
{
    public static readonly TimeSpan Cooldown = TimeSpan.FromMinutes(10);

    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="InvalidInputException">They have opened it.</exception>
    /// <exception cref="ResentTooSoonException"/>
    /// <exception cref="StillWaitingException"/>
    /// <exception cref="TooManySharesException"/>
    public async Task<Collaborator> ExecuteAsync(ResendInviteInput input, Caller caller, CancellationToken ct)
    {
        var pace = Task.Delay(options.AnswerTime, ct);
        var told = await unitOfWork.RunAsync(async db =>
        {
            await Turn.TakeAsync(db, input.CollaboratorId, ct);
            var (what, share, invite, byAdmin) = await Access.PendingToWriteAsync(db, caller, input.CollaboratorId, ct);
            var (pending, now) = ((ICollaboration?)share ?? invite!, time.Now());
            if (pending.MailedAt + Cooldown is { } availableAt && availableAt > now) throw new ResentTooSoonException(availableAt, now);
            if (await db.OutboundEmails.AnyAsync(m => m.Id == pending.MailId && (m.State == MailState.Queued || m.State == MailState.Sending), ct)) throw new StillWaitingException();
            if (!byAdmin) await CountAsync(db, caller.Writer, now, ct);

            var by = pending.SharedById ?? what.Project.OwnerId;
            var from = await db.Users.AsNoTracking().SingleAsync(u => u.Id == by, ct);
            if (share is not null) mails.AddAgain(db, await db.Users.AsNoTracking().SingleAsync(u => u.Id == share.UserId, ct), from, caller.Writer, what, share, now);
            else mails.AddInvite(db, invite!, from, caller.Writer, what, now);
            if (byAdmin) audit.Add(db, AuditAction.InviteResent, caller.Admin, null, $"“{what.Name}” to {pending.Address}");
            await db.SaveChangesAsync(ct);
            return (await Collaborators.FindAsync(db, caller, [input.CollaboratorId], ct)).Single();
        }, ct);
        outbox.Nudge();
        await pace;
        return told;
    }

    // What was sent again counts like what was begun.
    private static async Task CountAsync(ConcertoDbContext db, UserId sender, DateTime now, CancellationToken ct)
    {
        var since = now.AddDays(-1);
        var mailed = await db.OutboundEmails.CountAsync(m => m.SenderId == sender && m.Lane == MailLane.Invite && m.CreatedAt > since, ct);
        if (Math.Max(mailed, await ShareWithPeople.BegunSinceAsync(db, sender, since, ct)) >= ShareWithPeople.DailyLimit) throw new TooManySharesException(ShareWithPeople.DailyLimit, "collaboratorId");
    }
}
