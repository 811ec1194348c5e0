using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Pages.Songs;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Comments;

public sealed class DeleteModel(ConcertoDbContext db, DeleteComment deleteComment) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public CommentId Id { get; set; }

    /// <summary>Which notes were listed; they are again afterwards.</summary>
    [BindProperty(SupportsGet = true, Name = "notes")]
    public NoteFilter? Filter { get; set; }

    public Comment Comment { get; private set; } = null!;

    public async Task OnGetAsync() => (Comment, _, _) = await Access.CommentToWriteAsync(db, Caller, Id, "id", Ct);

    public async Task<IActionResult> OnPostAsync()
    {
        var (comment, _, _) = await Access.CommentToWriteAsync(db, Caller, Id, "id", Ct);
        await deleteComment.ExecuteAsync(new(Id), Caller, Ct);
        return RedirectToPage("/Songs/Song", new { id = comment.SongId, version = comment.VersionId, notes = Filter });
    }
}
