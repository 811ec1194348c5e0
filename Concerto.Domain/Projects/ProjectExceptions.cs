namespace Concerto.Domain.Projects;

/// <summary>No such project, as far as you may know.</summary>
public sealed class ProjectNotFoundException(string? field = null) : NotFoundException("project", field);

/// <summary>No such song, as far as you may know.</summary>
public sealed class SongNotFoundException(string? field = null) : NotFoundException("song", field);

/// <summary>No such version, as far as you may know.</summary>
public sealed class VersionNotFoundException(string? field = null) : NotFoundException("version", field);

/// <summary>Another project, song or version beside it is called that already.</summary>
public sealed class NameTakenException(string name, string field) : DomainException($"“{name}” is taken. Choose another name.", field)
{
    /// <summary>The name that was asked for.</summary>
    public string Name { get; } = name;
}
