namespace Concerto.Domain.Projects;

/// <summary>No such project, as far as you may know.</summary>
public sealed class ProjectNotFoundException(string? field = null) : NotFoundException("project", field);

/// <summary>No such song, as far as you may know.</summary>
public sealed class SongNotFoundException(string? field = null) : NotFoundException("song", field);

/// <summary>No such version, as far as you may know.</summary>
public sealed class VersionNotFoundException(string? field = null) : NotFoundException("version", field);

/// <summary>Another project, song or version beside it is called that already.</summary>
/// <param name="message">Where “choose another name” is not what helps.</param>
public sealed class NameTakenException(string name, string field, string? message = null) : DomainException(message ?? $"“{name}” is taken. Choose another name.", field)
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;
}
