using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web.Features.Accounts;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Jobs;

/// <summary>Something that runs by itself, again and again.</summary>
[FieldsOf<JobStanding>(nameof(JobStanding.IsSilent), nameof(JobStanding.RunningOn), nameof(JobStanding.Runs), Name = "Job")]
public static class JobFields
{
    /// <summary>Opaque: the same each time, for a cache to know it by.</summary>
    public static JobId Id(JobStanding job) => new(job.Plan.Name);

    /// <summary>What runJob calls it.</summary>
    public static string Name(JobStanding job) => job.Plan.Name;

    /// <summary>What it brings about.</summary>
    public static string Title(JobStanding job) => job.Plan.Title;

    /// <summary>What it does, in a sentence.</summary>
    public static string What(JobStanding job) => job.Plan.What;

    /// <summary>Minutes from one run to the next.</summary>
    public static int EveryMinutes(JobStanding job) => job.Plan.EveryMinutes;

    /// <summary>When it is due again.</summary>
    public static DateTime NextRunAt(JobStanding job) => job.Next;

    /// <summary>The last time that it was due and began; null for never.</summary>
    public static DateTime? LastTickAt(JobStanding job) => job.Beat?.LastTick;

    /// <summary>When it last came to a good end; null for never.</summary>
    public static DateTime? LastSuccessAt(JobStanding job) => job.Beat?.LastSuccess;

    /// <summary>How often it has failed since it last came to a good end.</summary>
    public static int Failures(JobStanding job) => job.Beat?.Failures ?? 0;
}

/// <summary>One run of a job.</summary>
[FieldsOf<JobRun>(nameof(JobRun.Job), nameof(JobRun.Tick), nameof(JobRun.Node), nameof(JobRun.StartedAt), nameof(JobRun.FinishedAt), nameof(JobRun.Did), nameof(JobRun.Error))]
public static class JobRunFields
{
    /// <summary>Opaque: the same each time, for a cache to know it by.</summary>
    public static JobRunId Id(JobRun run) => new(run.Sequence);

    /// <summary>The admin who had it run; null when it was due.</summary>
    public static IDataLoaderResult<User>? ByHand(JobRun run, Loaders load) => run.ByHandId is { } id ? load.Person(id) : null;
}
