using Concerto.Domain.Review;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Pages.Songs;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Comments;

public sealed class EditModel(ConcertoDbContext db, EditComment editComment) : ConcertoPage
{
    [BindProperty(SupportsGet = true)]
    public CommentId Id { get; set; }

    /// <summary>Which notes were listed; they are again afterwards.</summary>
    [BindProperty(SupportsGet = true, Name = "notes")]
    public NoteFilter? Filter { get; set; }

    [BindProperty]
    public string? Text { get; set; }

    public Comment Comment { get; private set; } = null!;

    public async Task OnGetAsync()
    {
        await LoadAsync();
        Text = Comment.Text;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        await LoadAsync();
        return await TryAsync(() => editComment.ExecuteAsync(new(Id, Text ?? ""), Caller, Ct))
            ? RedirectToPage("/Songs/Song", new { id = Comment.SongId, version = Comment.VersionId, notes = Filter })
            : Again();
    }

    private async Task LoadAsync()
    {
        (Comment, _, _) = await Access.CommentToWriteAsync(db, Caller, Id, "id", Ct);
        if (Comment.AuthorId != Me) throw new CommentNotFoundException();
    }
}
