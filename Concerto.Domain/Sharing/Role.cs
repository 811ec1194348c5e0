namespace Concerto.Domain.Sharing;

/// <summary>What a person may do in a project or song; each role includes the ones before it, and the stronger of two counts.</summary>
public enum Role
{
    /// <summary>Listens.</summary>
    Viewer = 1,
    /// <summary>Listens and comments.</summary>
    Commenter = 2,
    /// <summary>Uploads versions, edits names, resolves.</summary>
    Editor = 3,
    /// <summary>Has the project: shares and deletes. Not given by a share.</summary>
    Owner = 4,
}
