using Concerto.Domain.Projects;
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

    /// <summary>How the notes were listed; they are again afterwards.</summary>
    [BindProperty(SupportsGet = true)]
    public NoteChoice Choice { get; set; } = new();

    /// <summary>The version that was open, when it is another than the note's.</summary>
    [BindProperty(SupportsGet = true, Name = "version")]
    public VersionId? VersionId { get; set; }

    public string Room => $"/songs/{Comment.SongId}?version={VersionId ?? Comment.VersionId}{Choice.Query}";

    public Comment Comment { get; private set; } = null!;

    public async Task OnGetAsync() => (Comment, _, _) = await Access.CommentToWriteAsync(db, Caller, Id, "id", Ct);

    public async Task<IActionResult> OnPostAsync()
    {
        await OnGetAsync();
        await deleteComment.ExecuteAsync(new(Id), Caller, Ct);
        return LocalRedirect(Room);
    }
}
