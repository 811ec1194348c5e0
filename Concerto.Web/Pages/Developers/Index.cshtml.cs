using Concerto.Web.Features.Live;
using Concerto.Web.Features.Uploads;
using Concerto.Web.GraphQL;
using Concerto.Web.Hosting;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Developers;

/// <summary>What the API is, and how to begin. Its figures are the ones that the server goes by.</summary>
public sealed class IndexModel(PublicLinks links, GraphQLOptions options, UploadOptions uploads, LiveOptions live, SocketOptions sockets, ChangesSinceRelease changes) : ConcertoPage
{
    public Uri Endpoint => links.To("/graphql");

    public Uri SocketEndpoint => new UriBuilder(Endpoint) { Scheme = Endpoint.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs }.Uri;

    /// <summary>Where it is reached, as a program wants it: without the last slash.</summary>
    public string Server => links.To("/").GetLeftPart(UriPartial.Authority);

    public bool IsSignedIn => Caller.User is not null;

    /// <summary>Whether the schema is shown to whoever reads this.</summary>
    public bool ShowsSchema => options.Shows(IsSignedIn);

    public bool ShowsSchemaToPeople => options.Shows(signedIn: true);

    /// <summary>What has changed in the schema since the last release, by kind.</summary>
    public IEnumerable<IGrouping<ChangeKind, SchemaChange>> Changes => changes.All.GroupBy(change => change.Kind);

    /// <summary>What is counted, and how much of it there may be.</summary>
    public IEnumerable<(string What, string Limit)> Limits =>
    [
        ("Complexity: fields, times the sizes of the lists that they are in", $"{Complexity.Max:N0}"),
        ("Fields, with fragments written out", $"{Guards.MaxFields:N0}"),
        ("Fragments", $"{Guards.MaxFragments:N0}"),
        ("Levels", $"{Guards.MaxDepth}"),
        ("Aliases; fields that are said twice", $"{Guards.MaxAliases}; {Guards.MaxRepeated}"),
        ("Characters of a document; tokens", $"{Guards.MaxLength:N0}; {Guards.MaxTokens:N0}"),
        ("Directives; in one place", $"{Guards.MaxDirectives}; {Guards.MaxDirectivesInOnePlace}"),
        ("Objects on a page", $"{GraphQL.Page.MaxSize}; {GraphQL.Page.DefaultSize} unless you say"),
        ("Characters of an answer", $"{AnswerLength.Max:N0}"),
        ("Size of a request", $"{GraphQLEndpoint.MaxBodyBytes / 1024} KiB, one operation"),
        ("Requests a minute: of a token; without one, of an address", $"{PerMinute(options.RateLimit.Token)}; {PerMinute(options.RateLimit.Address)}"),
        ("Time for an operation", $"{options.Timeout.TotalSeconds:0} seconds"),
        ("Event streams of a person; sockets; operations in a socket", $"{live.StreamsPerPerson}; {sockets.SocketsPerPerson}; {sockets.OperationsPerSocket}"),
        ("Size of a recording", Songs.Figures.Limit(uploads.MaxBytes)),
    ];

    private static string PerMinute(int limit) => limit == 0 ? "no limit" : $"{limit:N0}";

    public void OnGet()
    {
    }

    /// <summary>A quick start’s file, to keep.</summary>
    public IActionResult OnGetFile(string name) =>
        QuickStart.All.FirstOrDefault(start => start.File == name) is { } start ? File(System.Text.Encoding.UTF8.GetBytes(start.Text), "text/plain; charset=utf-8", start.File) : NotFound();
}
