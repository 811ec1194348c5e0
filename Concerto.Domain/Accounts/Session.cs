namespace Concerto.Domain.Accounts;

/// <summary>
/// A browser in which somebody is signed in. It has the security stamp that its person had when it began, and ends when they have another: a new password or a
/// disabled account needs to know nothing of sessions.
/// </summary>
public sealed class Session
{
    public const int MaxClientLength = 64, MaxBrowserLength = 300;

    /// <summary>How long it lasts when nobody comes, and how long however often they come.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(30), Longest = TimeSpan.FromDays(90);

    /// <summary>How exactly it is known when somebody came last.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromMinutes(5);

    private Session() { }

    public Session(UserId user, string stamp, string? client, string? browser, DateTime now)
    {
        Id = SessionId.New();
        (UserId, Stamp, Client, Browser) = (user, stamp, client, browser);
        (CreatedAt, SeenAt) = (now, now);
    }

    public SessionId Id { get; private set; }
    public UserId UserId { get; private set; }
    public string Stamp { get; private set; } = "";
    public DateTime CreatedAt { get; private set; }

    /// <summary>When it was last used, to <see cref="Resolution"/>.</summary>
    public DateTime SeenAt { get; private set; }

    /// <summary>Where it was last used, as far as the network tells.</summary>
    public string? Client { get; private set; }

    /// <summary>What the browser calls itself.</summary>
    public string? Browser { get; private set; }

    public bool Stands(User person, DateTime now) => person.IsActive && person.SecurityStamp == Stamp && SeenAt > now - Idle && CreatedAt > now - Longest;
}
