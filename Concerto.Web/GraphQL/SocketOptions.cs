namespace Concerto.Web.GraphQL;

/// <summary>How WebSockets are kept.</summary>
public sealed record SocketOptions
{
    /// <summary>How many one person may have on a node.</summary>
    public int SocketsPerPerson { get; init; } = 12;

    /// <summary>How many operations may be under way in one.</summary>
    public int OperationsPerSocket { get; init; } = 20;

    /// <summary>How long one may stay silent before it says who it is. Nobody is let in for longer without; there is no other limit on strangers here, a connection alone costs as much.</summary>
    public TimeSpan InitTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is asked whether the person is still signed in.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it is pinged, so that nobody between here and there takes quiet for dead; who does not answer for twice as long is gone.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(12);

    /// <summary>How long a message may take to be read at the other end.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long we wait for the other end to say goodbye, too.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
