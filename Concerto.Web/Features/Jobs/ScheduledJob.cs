namespace Concerto.Web.Features.Jobs;

/// <summary>A job, how often it runs, and the words in which admins read of it.</summary>
/// <param name="Type">The <see cref="IJob"/>.</param>
/// <param name="EveryMinutes">From one tick to the next: a divisor of an hour.</param>
/// <param name="Title">What it brings about, in the plural: “Digests”.</param>
/// <param name="What">What it does, in a sentence.</param>
/// <param name="Did">What it has done, of how much that was: “wrote 3 digests”.</param>
public sealed record ScheduledJob(Type Type, int EveryMinutes, string Title, string What, Func<int, string> Did)
{
    public static ScheduledJob Of<TJob>(int everyMinutes, string title, string what, Func<int, string> did) where TJob : IJob => new(typeof(TJob), everyMinutes, title, what, did);

    /// <summary>What it is called by programs, in the ledger and on its lease.</summary>
    public string Name => Type.Name;

    public TimeSpan Every => TimeSpan.FromMinutes(EveryMinutes);

    /// <summary>The tick that has begun last, the same on every node.</summary>
    public DateTime TickAt(DateTime now) => now.AddTicks(-(now.Ticks % Every.Ticks));

    public DateTime NextTick(DateTime now) => TickAt(now) + Every;
}
