namespace Concerto.Web.Features.Live;

/// <summary>How streams are kept.</summary>
public sealed record LiveOptions
{
    /// <summary>As many pages as one person may have open at once on a node; hidden ones do not count, they close.</summary>
    public int StreamsPerPerson { get; init; } = 12;

    /// <summary>How often it is asked whether the listener is still signed in and still sees what they listen to; what takes either away is mostly heard sooner.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What keeps proxies from taking a quiet stream for a dead one.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
