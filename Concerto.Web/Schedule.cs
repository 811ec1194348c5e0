using Concerto.Domain;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web.Features;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Bin;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Jobs;
using Concerto.Web.Features.Uploads;
using Coravel;
using Coravel.Invocable;
using Coravel.Scheduling.Schedule.Interfaces;

namespace Concerto.Web;

/// <summary>
/// Every schedule there is. Times are UTC; a tick that is missed while the process is down is not made up for, as every job looks at the state when it runs (law 5). What
/// is due at the start runs at once, unless another node has.
/// </summary>
public static class Schedule
{
    /// <summary>First what people would miss first.</summary>
    public static readonly IReadOnlyList<ScheduledJob> Jobs =
    [
        ScheduledJob.Of<RunDigests>(5, "Digests", "Writes to everybody whose hour has come what is new since they last looked: once a day at most, and no more than the mail budget lets go.", n => $"wrote {Count(n, "digest")}"),
        ScheduledJob.Of<CollectExpiredUploads>(5, "Uploads’ clean-ups", "Gives up uploads that nobody has come back to, with the songs and projects that exist only because of them.", n => $"gave up {Count(n, "upload")}"),
        ScheduledJob.Of<DeleteObjects>(1, "Removals from the store", "Removes recordings from the store that nothing refers to any more.", n => $"removed {Count(n, "file")}"),
        ScheduledJob.Of<EmptyBin>(60, "The bin’s clean-ups", "Removes for good what has lain in the bin for 30 days.", n => $"removed {Count(n, "version")}"),
        ScheduledJob.Of<TidyAccounts>(60, "Accounts’ clean-ups", "Removes accounts that nobody came to verify, dead links and settled mails.", n => $"removed {Count(n, "entry", "entries")}"),
        ScheduledJob.Of<TidyLedger>(60, "The ledger’s clean-ups", "Removes what was written down of jobs more than 30 days ago, and of digests more than 90.", n => $"removed {Count(n, "line")}"),
    ];

    public static IServiceCollection AddSchedule(this IServiceCollection services) => services
        .AddScheduler()
        .AddSingleton<LeaseMutex>().AddSingleton<IMutex>(provider => provider.GetRequiredService<LeaseMutex>()) // after AddScheduler, which brings one of its own
        .AddTransient(typeof(Run<>));

    public static void UseSchedule(this IServiceProvider services)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Schedule));
        services.UseScheduler(scheduler =>
        {
            foreach (var job in services.GetRequiredService<IReadOnlyList<ScheduledJob>>())
                scheduler.ScheduleInvocableType(typeof(Run<>).MakeGenericType(job.Type)).Cron(job.EveryMinutes == 60 ? "0 * * * *" : $"*/{job.EveryMinutes} * * * *").RunOnceAtStart().PreventOverlapping(job.Name);
        })
        // One thrown inside OnError would leave the job stuck, and one that nobody hears of would be silent.
        .OnError(e => log.LogError(e, "A job could not be begun, or its end not be written down; it runs again at its next tick"));
    }

    private static string Count(int count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? $"{one}s")}";

    /// <summary>Coravel's way to a job: nothing but a call.</summary>
    private sealed class Run<TJob>(IReadOnlyList<ScheduledJob> jobs, JobRunner runner, LeaseMutex mutex, TimeProvider time) : IInvocable, ICancellableInvocable where TJob : IJob
    {
        public CancellationToken CancellationToken { get; set; }

        public async Task Invoke()
        {
            var job = jobs.Single(j => j.Type == typeof(TJob));
            if (mutex.Held(job.Name) is { } lease) await runner.RunAsync(job, job.TickAt(time.Now()), lease, CancellationToken);
        }
    }
}
