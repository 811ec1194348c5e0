namespace Concerto.Domain.Sharing;

/// <summary>Nobody of that id is in what you may see.</summary>
public sealed class CollaboratorNotFoundException(string? field = null) : NotFoundException("collaborator", field);

/// <summary>Owners don't leave: somebody has to have the project.</summary>
public sealed class HandOverFirstException() : DomainException("This is yours. Hand the project over first, then you can leave.");

/// <summary>Somebody shares with more people than one shares with; strangers' mailboxes, and the mail that others wait for, are kept from it.</summary>
public sealed class TooManySharesException(int limit, string field) : DomainException($"You can share with {limit} people a day. Wait until tomorrow to share with more.", field)
{
    /// <summary>With how many people one may share within 24 hours.</summary>
    public int Limit { get; } = limit;
}

/// <summary>The address was told of it a moment ago.</summary>
public sealed class ResentTooSoonException(DateTime availableAt, DateTime now) : DomainException($"The last mail about it went out just now. Another can follow in {Minutes(availableAt - now)}.", "collaboratorId")
{
    /// <summary>From when on it may be sent again, UTC.</summary>
    public DateTime AvailableAt { get; } = availableAt;

    private static string Minutes(TimeSpan wait) => Math.Ceiling(wait.TotalMinutes) is var minutes && minutes <= 1 ? "a minute" : $"{minutes} minutes";
}

/// <summary>Its last mail waits to be sent still.</summary>
public sealed class StillWaitingException() : DomainException("Its mail still waits to be sent, and goes as soon as it can. To be quicker, copy a link and send that yourself.", "collaboratorId");

/// <summary>The invite's link was used, has expired, was revoked, or never was one.</summary>
public sealed class InviteNotAliveException() : DomainException("This invite doesn’t work any more. It may have been used, taken back, or be older than a month.");
