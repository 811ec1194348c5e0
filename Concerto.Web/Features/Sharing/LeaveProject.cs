using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <param name="ProjectId">The project to leave.</param>
public sealed record LeaveProjectInput(ProjectId ProjectId);

/// <summary>Gives up what was shared with the caller of a project: the project, and the songs of it that were shared by themselves.</summary>
public sealed class LeaveProject(UnitOfWork unitOfWork, TimeProvider time)
{
    /// <exception cref="ProjectNotFoundException"/>
    /// <exception cref="HandOverFirstException"/>
    public Task<ProjectId> ExecuteAsync(LeaveProjectInput input, Caller caller, CancellationToken ct) => unitOfWork.RunAsync(async db =>
    {
        var me = caller.Writer;
        await Turn.TakeAsync(db, input.ProjectId, ct);
        var project = await Access.Projects(db, caller).FirstOrDefaultAsync(p => p.Id == input.ProjectId, ct) ?? throw new ProjectNotFoundException("projectId");
        if (project.OwnerId == me) throw new HandOverFirstException();

        var songs = await db.Songs.Where(s => s.ProjectId == project.Id && db.Shares.Any(h => h.UserId == me && h.SongId == s.Id)).ToListAsync(ct);
        var songIds = songs.ConvertAll(s => s.Id);
        var shares = await db.Shares.Where(h => h.UserId == me && (h.ProjectId == project.Id || songIds.Contains(h.SongId!.Value))).ToListAsync(ct);
        db.Shares.RemoveRange(shares);
        foreach (var share in shares)
            db.Activities.Add(new Shared(project, songs.Find(s => s.Id == share.SongId)).Activity(ActivityKind.Left, me, me, time.Now()));
        await db.SaveChangesAsync(ct);
        return project.Id;
    }, ct);
}
