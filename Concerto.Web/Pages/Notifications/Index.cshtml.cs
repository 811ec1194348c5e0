using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Notifications;

/// <summary>What one is told, the newest first.</summary>
[Live]
public sealed class IndexModel(ConcertoDbContext db, MarkNotificationsRead markRead) : ConcertoPage
{
    private const int Size = 50;

    /// <summary>Where a page of older ones begins: the number of what happened.</summary>
    [BindProperty(SupportsGet = true, Name = "before")]
    public long? Before { get; set; }

    public IReadOnlyList<ProjectNotices> Projects { get; private set; } = [];

    /// <summary>Where the next page begins; null when there are no older ones.</summary>
    public long? Older { get; private set; }

    public int UnreadCount { get; private set; }

    /// <summary>This very page.</summary>
    public string Here => Before is { } before ? $"/notifications?before={before}" : "/notifications";

    public async Task OnGetAsync()
    {
        var mine = Access.StillThere(db, db.Notifications.Where(n => n.UserId == Me));
        if (Before is { } before) mine = mine.Where(n => n.ActivitySequence < before);
        // One more than is shown tells whether there are older ones. Nobody is told twice of what happened once, so its number is a place in the list.
        var sequences = await mine.OrderByDescending(n => n.ActivitySequence).Select(n => n.ActivitySequence).Take(Size + 1).ToListAsync(Ct);
        Older = sequences.Count > Size ? sequences[Size - 1] : null;
        if (sequences is [var newest, ..])
        {
            var oldest = sequences[Math.Min(Size, sequences.Count) - 1];
            Projects = Notices.Grouped(await Notices.ReadAsync(db, db.Notifications.Where(n => n.UserId == Me && n.ActivitySequence <= newest && n.ActivitySequence >= oldest), Ct));
        }
        UnreadCount = await Unread.CountAsync(db, Me, Ct);
    }

    /// <param name="id">One of them; all when none is said.</param>
    public async Task<IActionResult> OnPostReadAsync(NotificationId? id)
    {
        await markRead.ExecuteAsync(new(id), Caller, Ct);
        return LocalRedirect(Here);
    }
}
