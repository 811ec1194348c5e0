namespace Concerto.Domain.Accounts;

/// <summary>The app in which somebody's codes are made (TOTP, RFC 6238: six figures, every 30 seconds others), and what is known of the codes that came.</summary>
public sealed class Authenticator
{
    /// <summary>Wrong codes in a row before none is taken for a while. Whoever tries has the password already, so the rest is longer than that one's; a right code is what ends it early.</summary>
    public const int MaxTries = 5;

    public static readonly TimeSpan Rest = TimeSpan.FromMinutes(15);

    private Authenticator() { }

    /// <param name="secret">What app and server share, protected.</param>
    /// <param name="step">That of the code which proved that the app has it: that code is used up.</param>
    public Authenticator(UserId user, byte[] secret, long step) => (UserId, Secret, LastStep) = (user, secret, step);

    public UserId UserId { get; private set; }
    public byte[] Secret { get; private set; } = [];

    /// <summary>The half minute, counted from 1970, of the newest code that was taken: it works once, and older ones no more.</summary>
    public long LastStep { get; private set; }

    /// <summary>Each is counted before it is checked, so that fifty at once are still five.</summary>
    public int FailedTries { get; private set; }

    public DateTime? RestsUntil { get; private set; }

    /// <summary>Takes one of the tries; false while codes rest.</summary>
    public bool TakeTry(DateTime now)
    {
        if (RestsUntil > now) return false;
        if (RestsUntil is not null) Rested();
        if (++FailedTries >= MaxTries) RestsUntil = now + Rest;
        return true;
    }

    /// <summary>The code was right: no tries are held against anybody.</summary>
    public void Rested() => (FailedTries, RestsUntil) = (0, null);

    /// <summary>Uses the code of that half minute up; false when it was, or a newer one.</summary>
    public bool Use(long step)
    {
        if (step <= LastStep) return false;
        LastStep = step;
        return true;
    }
}
