using Concerto.Domain.Sharing;

namespace Concerto.Web.Pages.Projects;

public static class RoleWords
{
    /// <summary>What somebody may do, said to them.</summary>
    public static string InWords(this Role role) => role switch
    {
        Role.Owner => "it is yours",
        Role.Editor => "you can upload and edit",
        Role.Commenter => "you can comment",
        _ => "you can listen",
    };
}
