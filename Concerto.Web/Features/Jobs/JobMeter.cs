using System.Diagnostics.Metrics;

namespace Concerto.Web.Features.Jobs;

/// <summary>What monitoring is told of the jobs, on the meter “Concerto”.</summary>
public sealed class JobMeter
{
    private readonly Counter<long> _runs;
    private volatile IReadOnlyList<Measurement<int>> _silent = [];

    public JobMeter(IMeterFactory meters)
    {
        var meter = meters.Create("Concerto");
        _runs = meter.CreateCounter<long>("concerto.job.runs", description: "Runs of scheduled jobs, by job and outcome.");
        meter.CreateObservableGauge("concerto.job.silent", () => _silent, description: "1 for a job that has missed two ticks, on whatever node it should have run; else 0.");
    }

    public void Ran(ScheduledJob job, string outcome) => _runs.Add(1, new("job", job.Name), new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="jobs">All of them.</param>
    /// <param name="silent">Those that have missed two ticks.</param>
    public void Saw(IEnumerable<ScheduledJob> jobs, IReadOnlyCollection<ScheduledJob> silent) =>
        _silent = [.. jobs.Select(job => new Measurement<int>(silent.Contains(job) ? 1 : 0, new KeyValuePair<string, object?>("job", job.Name)))];
}
