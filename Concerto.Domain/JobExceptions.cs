namespace Concerto.Domain;

/// <summary>Nothing of that name runs by itself.</summary>
public sealed class JobNotFoundException(string field) : NotFoundException("job", field);

/// <summary>It is at it already, here or on another node.</summary>
public sealed class JobIsRunningException(string title) : DomainException($"{title}: somebody is at it at this moment. Look again in a minute.");
