using Concerto.Domain;

namespace Concerto.Web.Features.Jobs;

public sealed class JobNotFoundException(string field) : NotFoundException("job", field);

/// <summary>It is at it already, here or on another node.</summary>
public sealed class JobIsRunningException(string title) : DomainException($"{title}: somebody is at it at this moment. Look again in a minute.");
