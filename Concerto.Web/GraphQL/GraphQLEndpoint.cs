using System.Security.Claims;
using System.Text.Json;
using Concerto.Web.Identity;
using GraphQL;
using GraphQL.Transport;
using GraphQL.Types;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Concerto.Web.GraphQL;

/// <summary>
/// GraphQL over HTTP at <c>/graphql</c> (POST, and GET for queries and subscriptions; those as an event stream, or all of it over a <see cref="SocketSession">WebSocket</see>) and the schema at
/// <c>/graphql/schema</c>. Third parties come with a bearer token from any origin; a web session's cookie counts for our own pages alone, since browsers send it along for everybody's.
/// </summary>
public static class GraphQLEndpoint
{
    /// <summary>The authentication schemes that are asked: for an Authorization header, and without one.</summary>
    public const string TokenScheme = "Token", SessionScheme = "Session";

    internal const string CorsPolicy = "GraphQL";
    internal const int MaxBodyBytes = 256 * 1024;
    private const string Json = "application/json", GraphQLJson = "application/graphql-response+json", Events = "text/event-stream";
    private static readonly string[] Produced = [Json, GraphQLJson, Events]; // the first one wins when several are as welcome

    public static void MapConcertoGraphQL(this IEndpointRouteBuilder app)
    {
        var schema = app.ServiceProvider.GetRequiredService<ISchema>();
        schema.Initialize(); // a mistake in a face stops the start, not the first request
        var (sdl, options) = (SchemaExport.Print(app.ServiceProvider), app.ServiceProvider.GetRequiredService<GraphQLOptions>());

        var graphql = app.CreateApplicationBuilder();
        graphql.UseWebSockets();
        graphql.Run(HandleAsync);
        app.Map("/graphql", graphql.Build()) // whatever the method: it says itself which it takes
            .RequireCors(CorsPolicy).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        app.MapGet("/graphql/schema", (HttpContext http) => ShowSchema(http, sdl, options)).RequireCors(CorsPolicy);
    }

    private static IResult ShowSchema(HttpContext http, string sdl, GraphQLOptions options)
    {
        if (options.Shows(http.User.Identity?.IsAuthenticated is true)) return TypedResults.Text(sdl);
        if (!options.Shows(signedIn: true)) return TypedResults.NotFound();
        http.Response.Headers.WWWAuthenticate = TokenRefusal.Challenge(null);
        return TypedResults.Text("The schema is shown to those who are signed in. Come with a token.\n", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static async Task HandleAsync(HttpContext http)
    {
        if (IsLookingIn(http.Request))
        {
            http.Response.Redirect($"{http.Request.PathBase}/graphql/ui");
            return;
        }
        var serializer = http.RequestServices.GetRequiredService<IGraphQLTextSerializer>();
        var type = Negotiate(http.Request);
        ExecutionResult result;
        int status;
        try
        {
            if (http.WebSockets.IsWebSocketRequest)
            {
                AssertAdmitted(http);
                await LetInAsync(http, isSocket: true);
                await SocketSession.RunAsync(http);
                return;
            }
            if (!HttpMethods.IsPost(http.Request.Method) && !HttpMethods.IsGet(http.Request.Method))
                throw new Refusal(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "POST anything, or GET what only queries."); // with HTTP/2 a WebSocket comes by CONNECT, see above
            if (type is null) throw new Refusal(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"The answer is {Json}, {GraphQLJson} or {Events}.");
            await LetInAsync(http, isSocket: false);
            var request = await ReadAsync(http.Request, serializer);
            result = await ExecuteAsync(http, request, streams: type == Events);
            if (type == Events && !(result.Errors?.OfType<Refusal>().Any() is true))
            {
                await ResultStream.WriteAsync(http, result, serializer);
                return;
            }
            if (result.Streams is not null) throw new Refusal(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"A subscription is answered as {Events}: accept that, or come by a WebSocket.");
            status = result.Executed ? StatusCodes.Status200OK
                : result.Errors?.OfType<Refusal>().FirstOrDefault()?.Status ?? (type == GraphQLJson ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }
        catch (Refusal refusal)
        {
            (result, status) = (new(refusal), refusal.Status);
        }
        (http.Response.StatusCode, http.Response.ContentType) = (status, (type is null or Events ? Json : type) + "; charset=utf-8");
        http.Response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status405MethodNotAllowed) http.Response.Headers.Allow = HttpMethods.IsGet(http.Request.Method) ? "POST" : "GET, POST";
        await serializer.WriteAsync(http.Response.Body, result, http.RequestAborted);
    }

    // Whoever is let in is counted, and whoever is not as well: guessing is no way around the limit.
    private static async Task LetInAsync(HttpContext http, bool isSocket)
    {
        var refusal = await AuthenticateAsync(http, isSocket);
        if (refusal is not null) http.User = new(new ClaimsIdentity()); // nobody else uses up what a person may
        http.RequestServices.GetRequiredService<RequestLimits>().Take(http);
        if (refusal is not null) throw refusal;
    }

    private static async Task<Refusal?> AuthenticateAsync(HttpContext http, bool isSocket)
    {
        var byToken = http.Request.Headers.Authorization.Count > 0;
        var fromOurPages = byToken || IsFromOurPages(http.Request);
        var known = isSocket && !fromOurPages ? AuthenticateResult.NoResult() // another page's socket may still bring a token
            : await http.AuthenticateAsync(byToken ? TokenScheme : SessionScheme);
        http.User = known.Principal ?? new ClaimsPrincipal(new ClaimsIdentity());
        if (byToken && !known.Succeeded)
        {
            http.Response.Headers.WWWAuthenticate = TokenRefusal.Challenge(known.Failure);
            var refusal = new Refusal(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", known.Failure?.Message ?? "That token is not valid.");
            if (known.Failure is TokenRefusal { Reason: var reason }) refusal.AddExtension("reason", reason);
            return refusal;
        }
        return fromOurPages || !known.Succeeded ? null
            : new Refusal(StatusCodes.Status403Forbidden, "CROSS_ORIGIN", "A session counts only for calls from Concerto's own pages (Sec-Fetch-Site or Origin says so). Elsewhere use a token.");
    }

    // What CORS does for everything but sockets.
    private static void AssertAdmitted(HttpContext http)
    {
        if (http.Request.Headers.Origin.FirstOrDefault() is { } origin && !IsFromOurPages(http.Request) && !http.RequestServices.GetRequiredService<GraphQLOptions>().Admits(origin))
            throw new Refusal(StatusCodes.Status403Forbidden, "CROSS_ORIGIN", "Pages of that origin may not call here.");
    }

    // Somebody typed the address into a browser, which wants a page.
    private static bool IsLookingIn(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.QueryString.Value is null or "" && request.GetTypedHeaders().Accept.Any(accept => accept.MediaType == "text/html");

    // Browsers set both headers themselves; scripts can't.
    private static bool IsFromOurPages(HttpRequest request) => request.Headers.TryGetValue("Sec-Fetch-Site", out var site)
        ? site == "same-origin"
        : request.Headers.Origin == $"{request.Scheme}://{request.Host}";

    private static Task<ExecutionResult> ExecuteAsync(HttpContext http, GraphQLRequest request, bool streams) =>
        http.RequestServices.GetRequiredService<Execution>().RunAsync(
            http, request, http.RequestServices, http.RequestAborted, HttpMethods.IsGet(http.Request.Method) ? streams ? ChangesNothing.OrSubscribes : ChangesNothing.Queries : null);

    /// <summary>The best media type by quality; */* and no Accept at all mean JSON.</summary>
    private static string? Negotiate(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        return accept.Count == 0 ? Json : Produced.Select(type => (type, quality: QualityOf(type))).Where(x => x.quality > 0).OrderByDescending(x => x.quality).Select(x => x.type).FirstOrDefault();

        // The closest range that a type is in decides: “application/json;q=0, */*” is anything but JSON. (IsSubsetOf takes what ends in +json for JSON.)
        double QualityOf(string type) =>
            new[] { type, type[..type.IndexOf('/', StringComparison.Ordinal)] + "/*", "*/*" }
                .Select(range => accept.Where(a => a.MediaType.Equals(range, StringComparison.OrdinalIgnoreCase)).Max(a => (double?)(a.Quality ?? 1))).FirstOrDefault(quality => quality is not null) ?? 0;
    }

    private static async Task<GraphQLRequest> ReadAsync(HttpRequest http, IGraphQLTextSerializer serializer)
    {
        var isPost = HttpMethods.IsPost(http.Method);
        if (isPost && !IsJson(http)) throw new Refusal(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", $"Send {Json} in UTF-8, not compressed.");
        try
        {
            var request = isPost ? await serializer.ReadAsync<GraphQLRequest>(http.Body, http.HttpContext.RequestAborted) : new()
            {
                Query = Parameter(http, "query"),
                OperationName = Parameter(http, "operationName"),
                Variables = serializer.Deserialize<Inputs>(Parameter(http, "variables")),
                Extensions = serializer.Deserialize<Inputs>(Parameter(http, "extensions")),
            };
            if (request is { Query: not null }) return request;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new Refusal(e.StatusCode, "REQUEST_TOO_LARGE", $"The request has {(http.ContentLength is { } length ? $"{length} bytes" : "more bytes")}; the limit is {MaxBodyBytes}.");
        }
        catch (BadHttpRequestException e) // it stopped short, or came too slowly
        {
            throw new Refusal(e.StatusCode, "BAD_REQUEST", e.Message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
        }
        throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "That is no GraphQL request: it takes an object with a query, and variables if it likes.");
    }

    // An empty one is as good as none.
    private static string? Parameter(HttpRequest http, string name) => http.Query.TryGetValue(name, out var values) && !StringValues.IsNullOrEmpty(values)
        ? values.Count == 1 ? values[0] : throw new FormatException($"{name} is given more than once.")
        : null;

    private static bool IsJson(HttpRequest request) => request.Headers.ContentEncoding.Count == 0 && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) && (type.Charset.Value is null || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
