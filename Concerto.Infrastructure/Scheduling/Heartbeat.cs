namespace Concerto.Infrastructure.Scheduling;

/// <summary>
/// When a job last gave a sign of life (law 5: a silent worker is noticed). The row is there from the moment that anybody serves, so that a job that has never run is
/// missed as well.
/// </summary>
public sealed class Heartbeat
{
    /// <summary>A tick may begin a little late.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>So many failures in a row are told to admins; one or two may be the weather.</summary>
    public const int FailuresToTell = 3;

    private Heartbeat() { }

    public Heartbeat(string job, TimeSpan every, DateTime now) => (Job, ExpectedSeconds, WatchedSince) = (job, (int)every.TotalSeconds, now);

    public string Job { get; private set; } = "";

    /// <summary>How long from one tick to the next.</summary>
    public int ExpectedSeconds { get; private set; }

    public DateTime WatchedSince { get; private set; }

    /// <summary>The last tick that any node began; null for never.</summary>
    public DateTime? LastTick { get; private set; }

    /// <summary>When it last came to a good end.</summary>
    public DateTime? LastSuccess { get; private set; }

    /// <summary>How often it has failed since then.</summary>
    public int Failures { get; private set; }

    /// <summary>Why, the last time.</summary>
    public string? LastError { get; private set; }

    /// <summary>Two ticks have passed without it.</summary>
    public bool IsSilent(DateTime now) => now - (LastTick ?? WatchedSince) >= TimeSpan.FromSeconds(2 * ExpectedSeconds) + Grace;

    public bool KeepsFailing => Failures >= FailuresToTell;

    public void Beat(DateTime tick, TimeSpan every) => (LastTick, ExpectedSeconds) = (tick, (int)every.TotalSeconds);

    public void Succeeded(DateTime now) => (LastSuccess, Failures, LastError) = (now, 0, null);

    public void Failed(string error) => (Failures, LastError) = (Failures + 1, error.Length > JobRun.MaxErrorLength ? error[..JobRun.MaxErrorLength] : error);
}
