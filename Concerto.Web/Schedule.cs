using Concerto.Web.Features;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Bin;
using Concerto.Web.Features.Uploads;
using Coravel;
using Coravel.Invocable;
using Coravel.Scheduling.Schedule.Interfaces;

namespace Concerto.Web;

/// <summary>Every schedule there is. Times are UTC; a tick that is missed while the process is down is not made up for, as every job looks at the state when it runs.</summary>
public static class Schedule
{
    public static IServiceCollection AddSchedule(this IServiceCollection services) => services.AddScheduler().AddTransient(typeof(Run<>));

    public static void UseSchedule(this IServiceProvider services)
    {
        var log = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Schedule));
        // One thrown inside OnError would leave the job stuck, and one that nobody hears of would be silent.
        services.UseScheduler(Plan).OnError(e => log.LogError(e, "A scheduled job failed; it runs again at its next tick"));
    }

    private static void Plan(IScheduler scheduler)
    {
        scheduler.Schedule<Run<CollectExpiredUploads>>().EveryFiveMinutes().PreventOverlapping(nameof(CollectExpiredUploads));
        scheduler.Schedule<Run<DeleteObjects>>().EveryMinute().PreventOverlapping(nameof(DeleteObjects));
        scheduler.Schedule<Run<EmptyBin>>().Hourly().PreventOverlapping(nameof(EmptyBin));
        scheduler.Schedule<Run<TidyAccounts>>().Hourly().PreventOverlapping(nameof(TidyAccounts));
    }

    /// <summary>Coravel's way to a job: nothing but a call.</summary>
    private sealed class Run<TJob>(TJob job, ILogger<TJob> log) : IInvocable, ICancellableInvocable where TJob : IJob
    {
        public CancellationToken CancellationToken { get; set; }

        public async Task Invoke()
        {
            var done = await job.ExecuteAsync(CancellationToken);
            if (done > 0) log.LogInformation("{Job} did {Count}", typeof(TJob).Name, done);
        }
    }
}
