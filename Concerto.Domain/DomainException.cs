using System.Text.RegularExpressions;

namespace Concerto.Domain;

/// <summary>
/// A failure that a caller can cause and is told about. GraphQL shows the ones a mutation declares as typed errors
/// (<c>NameTakenException</c> is <c>NameTakenError</c>, code <c>NAME_TAKEN</c>), pages show the message beside the field,
/// the command line prints it. Public properties of a subclass are the facts of the error.
/// </summary>
/// <param name="message">For the person, in plain words.</param>
/// <param name="field">The input field that is to blame, camelCase, dots for nesting (<c>target.songName</c>); null when none is.</param>
public abstract partial class DomainException(string message, string? field = null) : Exception(message)
{
    /// <summary>The input field that is to blame, if one is.</summary>
    public string? Field { get; } = field;

    /// <summary>A constant for programs, such as <c>NAME_TAKEN</c>.</summary>
    public string Code => CodeOf(GetType());

    public static string CodeOf(Type exception) =>
        WordStart().Replace(exception.Name.Replace("Exception", "", StringComparison.Ordinal), "_$1").TrimStart('_').ToUpperInvariant();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex WordStart();
}

/// <summary>A value that can't be taken as it is. Says which, and why.</summary>
public sealed class InvalidInputException(string field, string message) : DomainException(message, field);

/// <summary>
/// What the id names does not exist, or may not be seen by the one who asks: law 10 makes the two indistinguishable. So it is with what an idempotency key made once.
/// </summary>
public abstract class NotFoundException(string what, string? field)
    : DomainException(field == IdempotencyRecord.Field ? $"The {what} that this key made is gone. To make another, use a new key." : $"There is no such {what}.", field);

/// <summary>Nobody is signed in.</summary>
public sealed class NotSignedInException() : DomainException("Sign in first.");

/// <summary>You may see this but not do that.</summary>
public sealed class NotAllowedException(string message) : DomainException(message);
