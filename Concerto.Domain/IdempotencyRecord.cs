using Concerto.Domain.Accounts;

namespace Concerto.Domain;

/// <summary>
/// What a person's creating call with an idempotency key made, so that the same call again gets the same answer (law 4).
/// </summary>
public sealed class IdempotencyRecord
{
    /// <summary>The input field that brings the key.</summary>
    public const string Field = "idempotencyKey";

    private IdempotencyRecord() { }

    public IdempotencyRecord(UserId user, string key, string fingerprint, Guid created, DateTime now) =>
        (UserId, Key, Fingerprint, Created, CreatedAt) = (user, key, fingerprint, created, now);

    public UserId UserId { get; private set; }

    /// <summary>As the client chose it; unique for the person.</summary>
    public string Key { get; private set; } = "";

    /// <summary>SHA-256 of the action's name and input, in hex: the same key with another input is a mistake.</summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>The key of what was created.</summary>
    public Guid Created { get; private set; }

    public DateTime CreatedAt { get; private set; }
}

/// <summary>The idempotency key was used before, for something else.</summary>
public sealed class IdempotencyKeyReusedException() : DomainException("This idempotency key was used before, for another mutation or with another input. Use a new one.", IdempotencyRecord.Field);
