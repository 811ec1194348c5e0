namespace Concerto.Web.Hosting;

/// <summary>Makes the links that leave the server, from <c>Concerto:PublicUrl</c>.</summary>
public sealed class PublicLinks(ConcertoOptions options)
{
    private readonly Uri _root = new(options.PublicUrl);

    /// <param name="path">Path and query, beginning with a slash.</param>
    public Uri To(string path) => new(_root, path);
}
