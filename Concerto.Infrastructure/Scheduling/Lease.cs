namespace Concerto.Infrastructure.Scheduling;

/// <summary>That one node has something to itself for a minute at a time. It dies with its holder: who does not renew it loses it.</summary>
public sealed class Lease
{
    public const int MaxNameLength = 64, MaxNodeLength = 100;

    /// <summary>How long it holds without being renewed.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    /// <summary>Nobody renews one for longer: what has not come to an end by then hangs, and others go on without it.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private Lease() { }

    public Lease(string name, Guid owner, string node, DateTime until) => (Name, Owner, Node, Until) = (name, owner, node, until);

    public string Name { get; private set; } = "";

    /// <summary>The token of who has it; null once it was given back.</summary>
    public Guid? Owner { get; private set; }

    /// <summary>Where they are, for people.</summary>
    public string Node { get; private set; } = "";

    public DateTime Until { get; private set; }
}
