using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Accounts;

/// <param name="Confirmation">The caller's own address, typed out: nobody does that by a slip.</param>
/// <param name="Password">The caller's.</param>
/// <param name="Code">Of the second factor, where one is asked for.</param>
public sealed record DeleteAccountInput(string? Confirmation, string? Password, string? Code = null);

/// <summary>
/// Deletes the caller's account, all of it or nothing. Their projects go to the bin, and whoever was in them loses them; to keep one going it is handed over before.
/// What they wrote and uploaded in others' projects is part of others' work and stays, under “Somebody who left”. What was shared with them they leave; sessions,
/// tokens, links and codes end; the address is free at once. There is no way back, so nothing of the account is kept for one.
/// </summary>
public sealed class DeleteAccount(UnitOfWork unitOfWork, ProveAgain proveAgain, SafetyMails mails, Outbox outbox, Audit audit, Client client, TimeProvider time)
{
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="WrongPasswordException"/>
    /// <exception cref="WrongCodeException"/>
    /// <exception cref="LastAdminException"/>
    public async Task ExecuteAsync(DeleteAccountInput input, Caller caller, CancellationToken ct)
    {
        var me = caller.Writer;
        await unitOfWork.RunAsync(async db =>
        {
            var key = await db.Users.Where(u => u.Id == me).Select(u => u.EmailKey).SingleAsync(ct);
            if (!string.Equals(input.Confirmation?.Trim(), key, StringComparison.OrdinalIgnoreCase)) throw new InvalidInputException("confirmation", "Type your address here, as it is above.");
        }, ct);
        await proveAgain.ExecuteAsync(input.Password, input.Code, caller, ct);
        await unitOfWork.RunAsync(db => LeaveAsync(db, me, ct), ct);
        outbox.Nudge();
    }

    private async Task LeaveAsync(ConcertoDbContext db, UserId me, CancellationToken ct)
    {
        var now = time.Now();
        // Whoever shares something with them, or hands a project to them, waits for this row; so do other admins who leave at this moment.
        await Turn.TakeAsync(db.Users.Where(u => u.Id == me || u.IsAdmin), ct);
        var user = await db.Users.SingleAsync(u => u.Id == me, ct);
        if (user.IsAdmin && !await PeopleDesk.HasAnotherAdminAsync(db, me, ct)) throw new LastAdminException();

        foreach (var project in await db.Projects.Where(p => p.OwnerId == me && p.DeletedAt == null).ToListAsync(ct))
        {
            project.PutInBin(now);
            db.Activities.Add(Activity.In(project, ActivityKind.ProjectDeleted, me, now));
        }
        await LeaveWhatIsSharedAsync(db, me, now, ct);
        // Of what waits for them, links and shares are gone once they are asked for; news would still go.
        foreach (var news in await db.OutboundEmails.Where(m => m.AddressKey == user.EmailKey && m.State == MailState.Queued && m.Lane >= MailLane.Share).ToListAsync(ct)) news.NotNeeded("The account was deleted.");

        await db.Sessions.Where(s => s.UserId == me).ExecuteDeleteAsync(ct);
        await db.ApiTokens.Where(t => t.UserId == me).ExecuteDeleteAsync(ct);
        await db.MailedLinks.Where(l => l.UserId == me).ExecuteDeleteAsync(ct);
        await db.Notifications.Where(n => n.UserId == me).ExecuteDeleteAsync(ct);
        await db.IdempotencyRecords.Where(r => r.UserId == me).ExecuteDeleteAsync(ct);
        await TurnOffTwoFactor.RemoveAsync(db, user, ct);

        audit.Add(db, AuditAction.AccountDeleted, me, me);
        mails.AddAccountDeleted(db, user, client);
        user.Leave(now);
        await db.SaveChangesAsync(ct);
    }

    private static async Task LeaveWhatIsSharedAsync(ConcertoDbContext db, UserId me, DateTime now, CancellationToken ct)
    {
        var shares = await db.Shares.Where(s => s.UserId == me).ToListAsync(ct);
        db.Shares.RemoveRange(shares);
        var (projectIds, songIds) = (shares.Select(s => s.ProjectId).OfType<ProjectId>().ToList(), shares.Select(s => s.SongId).OfType<SongId>().ToList());
        foreach (var project in await db.Projects.AsNoTracking().Where(p => projectIds.Contains(p.Id)).ToListAsync(ct)) db.Activities.Add(Activity.In(project, ActivityKind.Left, me, now, me));
        foreach (var song in await db.Songs.AsNoTracking().Where(s => songIds.Contains(s.Id)).ToListAsync(ct)) db.Activities.Add(Activity.In(song, ActivityKind.Left, me, now, me));
    }
}
