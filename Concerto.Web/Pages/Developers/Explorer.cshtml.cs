using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Developers;

/// <summary>GraphiQL, over this server's schema: for those whom the schema is shown to.</summary>
public sealed class ExplorerModel(ConcertoDbContext db, GraphQLOptions options) : ConcertoPage
{
    /// <summary>Whom its calls go as; null for a stranger, who may bring a token.</summary>
    public string? Name => Caller.User is null ? null : User.Identity?.Name;

    public bool IsOpen => options.Shows(signedIn: Caller.User is not null);

    public bool OpensForPeople => options.Shows(signedIn: true);

    /// <summary>The song that changed last, for the examples to be about.</summary>
    public SongId? Song { get; private set; }

    public async Task OnGetAsync()
    {
        if (Caller.User is not null && IsOpen) Song = await Access.Songs(db, Caller).OrderByDescending(s => s.ChangedAt).Select(s => (SongId?)s.Id).FirstOrDefaultAsync(Ct);
    }
}
