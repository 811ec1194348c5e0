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
