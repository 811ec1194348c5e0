namespace Concerto.Web.Features.Accounts;

/// <summary>The section <c>Concerto:Accounts</c>.</summary>
public sealed class AccountOptions
{
    public const string Section = "Concerto:Accounts";

    /// <summary>Rounds of PBKDF2-HMAC-SHA512. Only tests lower it.</summary>
    public int PasswordIterations { get; set; } = 600_000;

    /// <summary>How many account forms one client address may post in a minute.</summary>
    public int PostsPerMinute { get; set; } = 20;

    /// <summary>The least time that an answer takes which must not tell, by being quick, that nobody has the address.</summary>
    public TimeSpan AnswerTime { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { PasswordIterations: < 1 } => $"{Section}:PasswordIterations is {PasswordIterations}; it is at least 1.",
        { PostsPerMinute: < 1 } => $"{Section}:PostsPerMinute is {PostsPerMinute}; it is at least 1.",
        _ when AnswerTime < TimeSpan.Zero => $"{Section}:AnswerTime is {AnswerTime}; it can’t be negative.",
        _ => null,
    };
}
