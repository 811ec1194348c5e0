using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Web.Features.Review;
using Concerto.Web.Pages.Songs;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Comments;

/// <summary>Ticks a note off, or opens it again.</summary>
public sealed class ResolveModel(ResolveComment resolveComment, ReopenComment reopenComment) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public CommentId Id { get; set; }

    public IActionResult OnGet() => NotFound();

    public async Task<IActionResult> OnPostAsync([FromQuery] bool resolved, [FromQuery] VersionId? version, NoteChoice choice)
    {
        var comment = resolved ? await resolveComment.ExecuteAsync(new(Id), Caller, Ct) : await reopenComment.ExecuteAsync(new(Id), Caller, Ct);
        return LocalRedirect($"/songs/{comment.SongId}?version={version ?? comment.VersionId}{choice.Query}");
    }
}
