using Concerto.Domain.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.Features.Review;

[FieldsOf<Query>]
public static class CommentQueries
{
    /// <summary>A note or reply by its id; null when there is none that you may see.</summary>
    /// <param name="id">A comment's id.</param>
    [Node]
    public static IDataLoaderResult<Comment?> Comment(CommentId id, Loaders load) => load.One(id, c => c.Id, static (ask, ids) =>
        Access.Comments(ask.Db, ask.Caller).Where(c => ids.Contains(c.Id)));
}
