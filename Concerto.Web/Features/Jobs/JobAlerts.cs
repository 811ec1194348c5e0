using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Alerts;
using Concerto.Web.Pages.TagHelpers;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Jobs;

/// <summary>Tells admins of a silent worker, and of jobs that fail again and again.</summary>
public sealed class JobAlerts(IReadOnlyList<ScheduledJob> jobs, Caller caller, TimeProvider time) : IAlertSource
{
    private const string Desk = "/admin/jobs";

    public async Task<IReadOnlyList<Alert>> LookAsync(ConcertoDbContext db, CancellationToken ct)
    {
        var now = time.Now();
        var alerts = new List<Alert>();
        var silent = await SilentJobs.FindAsync(db, jobs, now, ct);
        if (silent.Count > 0)
        {
            var (job, beat) = silent[0]; // the schedule has first what people would miss first
            var who = silent.Count switch { 1 => $"{job.Title} have", 2 => $"{job.Title} and one other job have", var all => $"{job.Title} and {all - 1} other jobs have" };
            var zone = Zone.Rules(await db.Users.Where(u => u.Id == caller.User).Select(u => u.TimeZone).FirstOrDefaultAsync(ct) ?? Zone.Utc);
            alerts.Add(new($"{who} {Since(beat.LastTick, now, zone)}. Is the worker running?", Desk, IsUrgent: true));
        }
        var failing = await db.Heartbeats.AsNoTracking().Where(h => h.Failures >= Infrastructure.Scheduling.Heartbeat.FailuresToTell).ToListAsync(ct);
        foreach (var (job, beat) in jobs.Join(failing, j => j.Name, b => b.Job, (job, beat) => (job, beat)))
            alerts.Add(new($"{job.Title} have failed {beat.Failures} times in a row. The last time: {beat.LastError}", Desk, IsUrgent: true));
        return alerts;
    }

    private static string Since(DateTime? last, DateTime now, TimeZoneInfo zone) => last switch
    {
        null => "never run",
        { } at when now - at < TimeSpan.FromHours(1) => $"not run for {(int)(now - at).TotalMinutes} minutes",
        { } at => $"not run since {RelativeTimeTagHelper.Say(TimeZoneInfo.ConvertTimeFromUtc(at, zone), TimeZoneInfo.ConvertTimeFromUtc(now, zone))}",
    };
}
