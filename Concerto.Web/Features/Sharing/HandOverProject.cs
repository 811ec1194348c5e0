using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="ProjectId">The project to hand over.</param>
/// <param name="CollaboratorId">Who gets it: somebody who is in the project and has opened it.</param>
public sealed record HandOverProjectInput(ProjectId ProjectId, CollaboratorId CollaboratorId);

/// <summary>Makes somebody in the project its owner. The one who had it becomes an editor.</summary>
public sealed class HandOverProject(UnitOfWork unitOfWork, Audit audit, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="NotAllowedException"/>
    /// <exception cref="CollaboratorNotFoundException"/>
    /// <exception cref="InvalidInputException">They have not opened it yet.</exception>
    /// <exception cref="NameTakenException">The new owner has a project of that name (law 1).</exception>
    public async Task<Project> ExecuteAsync(HandOverProjectInput input, Caller caller, CancellationToken ct)
    {
        var (name, to) = ("", "");
        return await unitOfWork.RunAsync(async db =>
        {
            await Turn.TakeAsync(db, input.ProjectId, ct);
            var project = await Access.ProjectToWriteAsync(db, caller, input.ProjectId, Role.Owner, "projectId", ct);
            var share = await ShareAsync(db, project, input.CollaboratorId, ct);
            await Turn.TakeAsync(db.Users.Where(u => u.Id == share.UserId), ct); // they may be leaving at this moment: one waits for the other
            var heir = await db.Users.AsNoTracking().SingleAsync(u => u.Id == share.UserId, ct);
            if (!heir.IsActive) throw new InvalidInputException("collaboratorId", "They can’t take it over just now.");
            (name, to) = (project.Name, heir.Name);

            var songs = db.Songs.Where(s => s.ProjectId == project.Id).Select(s => (SongId?)s.Id);
            db.Shares.RemoveRange(await db.Shares.Where(h => h.UserId == heir.Id && (h.ProjectId == project.Id || songs.Contains(h.SongId))).ToListAsync(ct));
            var giver = await db.Users.AsNoTracking().SingleAsync(u => u.Id == caller.Writer, ct);
            var kept = Share.Of(project, giver.Id, giver.Email, Role.Editor, time.Now());
            kept.Opened(time.Now());
            db.Shares.Add(kept);
            project.HandOver(heir.Id, time.Now());
            db.Activities.Add(Activity.In(project, ActivityKind.HandedOver, giver.Id, time.Now(), heir.Id));
            audit.Add(db, AuditAction.ProjectHandedOver, giver.Id, heir.Id, $"“{project.Name}”");
            await db.SaveChangesAsync(ct);
            return project;
        }, ct, onViolation: constraint => constraint == Constraints.ProjectName ? new NameTakenException(name, "projectId", $"{to} has a project called “{name}” already. Rename this one first.") : null);
    }

    private static async Task<Share> ShareAsync(ConcertoDbContext db, Project project, CollaboratorId id, CancellationToken ct)
    {
        var (shareId, inviteId) = (ShareId.From(id.Value), InviteId.From(id.Value));
        var share = await db.Shares.FirstOrDefaultAsync(h => h.Id == shareId && h.ProjectId == project.Id, ct);
        if (share is null && !await db.Invites.AnyAsync(i => i.Id == inviteId && i.ProjectId == project.Id, ct)) throw new CollaboratorNotFoundException("collaboratorId");
        return share is { OpenedAt: not null } ? share : throw new InvalidInputException("collaboratorId", "They have to open the project first.");
    }
}
