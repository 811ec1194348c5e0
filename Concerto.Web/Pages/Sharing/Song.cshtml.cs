using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Sharing;

public sealed class SongModel(ConcertoDbContext db, ShareSong shareSong, SharePageActions act) : SharePage(db, act)
{
    private readonly ConcertoDbContext _db = db;

    [BindProperty(SupportsGet = true)]
    public SongId Id { get; set; }

    protected override async Task FindAsync()
    {
        var song = await Access.Songs(_db, Caller).AsNoTracking().FirstOrDefaultAsync(s => s.Id == Id, Ct) ?? throw new SongNotFoundException();
        What = new(await _db.Projects.AsNoTracking().FirstAsync(p => p.Id == song.ProjectId, Ct), song);
    }

    protected override Task<IReadOnlyList<Collaborator>> ShareAsync(IReadOnlyList<EmailAddress> with, Role role) => shareSong.ExecuteAsync(Id, with, role, Message, "addresses", Caller, Ct);

    protected override async Task<IEnumerable<Collaborator>> InAsync() => (await Collaborators.OfSongsAsync(_db, Caller, [Id], Ct))[Id];

    protected override string? ByOf(Collaborator collaborator) => collaborator.SongId is null ? What.Project.Name : null;
}
