using Concerto.Domain.Accounts;

namespace Concerto.Infrastructure.Scheduling;

/// <summary>A line of the ledger: one run of a job. One tick is run by one node, whoever comes first.</summary>
public sealed class JobRun
{
    public const int MaxErrorLength = 500;

    private JobRun() { }

    /// <param name="byHand">The admin who had it run; null for the schedule.</param>
    public JobRun(string job, DateTime tick, string node, DateTime now, UserId? byHand) => (Job, Tick, Node, StartedAt, ByHandId) = (job, tick, node, now, byHand);

    /// <summary>In the order in which they began.</summary>
    public long Sequence { get; private set; }

    /// <summary>Which job, as runJob calls it.</summary>
    public string Job { get; private set; } = "";

    /// <summary>When it was due; by hand, when it was asked for.</summary>
    public DateTime Tick { get; private set; }

    /// <summary>The process that ran it, by its machine’s name and its number.</summary>
    public string Node { get; private set; } = "";

    /// <summary>When it began.</summary>
    public DateTime StartedAt { get; private set; }

    /// <summary>When it ended; null while it runs, and for ever when its process was killed.</summary>
    public DateTime? FinishedAt { get; private set; }

    /// <summary>How much it did; null when it failed or has not finished.</summary>
    public int? Did { get; private set; }

    /// <summary>Why it failed; null when it did not.</summary>
    public string? Error { get; private set; }

    public UserId? ByHandId { get; private set; }

    public void Finish(int did, DateTime now) => (FinishedAt, Did) = (now, did);

    public void Fail(string error, DateTime now) => (FinishedAt, Error) = (now, error.Length > MaxErrorLength ? error[..MaxErrorLength] : error);
}
