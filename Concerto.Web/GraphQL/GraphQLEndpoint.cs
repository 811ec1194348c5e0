using System.Security.Claims;
using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Concerto.Web.GraphQL;

/// <summary>
/// GraphQL over HTTP at <c>/graphql</c> (POST, and GET for queries and subscriptions; those as an event stream) and the schema at <c>/graphql/schema</c>. Third parties come with a bearer token from
/// any origin; a web session's cookie counts for our own pages alone, since browsers send it along for everybody's.
/// </summary>
public static class GraphQLEndpoint
{
    /// <summary>The authentication schemes that are asked: for an Authorization header, and without one.</summary>
    public const string TokenScheme = "Token", SessionScheme = "Session";

    internal const string CorsPolicy = "GraphQL";
    private const int MaxBodyBytes = 256 * 1024;
    private const string Json = "application/json", GraphQLJson = "application/graphql-response+json", Events = "text/event-stream";
    private static readonly string[] Produced = [Json, GraphQLJson, Events]; // the first one wins when several are as welcome
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static void MapConcertoGraphQL(this IEndpointRouteBuilder app)
    {
        var schema = app.ServiceProvider.GetRequiredService<ISchema>();
        schema.Initialize(); // a mistake in a face stops the start, not the first request
        var sdl = SchemaExport.Print(app.ServiceProvider);
        app.MapMethods("/graphql", ["GET", "POST"], HandleAsync).RequireCors(CorsPolicy).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes));
        app.MapGet("/graphql/schema", () => TypedResults.Text(sdl)).RequireCors(CorsPolicy);
    }

    private static async Task HandleAsync(HttpContext http, IDocumentExecuter executer, IGraphQLTextSerializer serializer)
    {
        var type = Negotiate(http.Request);
        ExecutionResult result;
        int status;
        try
        {
            if (type is null) throw new Refusal(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"The answer is {Json}, {GraphQLJson} or {Events}.");
            await AuthenticateAsync(http);
            var request = await ReadAsync(http.Request, serializer);
            result = await ExecuteAsync(http, executer, request, streams: type == Events);
            if (type == Events && !(result.Errors?.OfType<Refusal>().Any() is true))
            {
                await ResultStream.WriteAsync(http, result, serializer);
                return;
            }
            if (result.Streams is not null) throw new Refusal(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"A subscription is answered as {Events}: accept that.");
            status = result.Executed ? StatusCodes.Status200OK
                : result.Errors?.OfType<Refusal>().FirstOrDefault()?.Status ?? (type == GraphQLJson ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }
        catch (Refusal refusal)
        {
            (result, status) = (new(refusal), refusal.Status);
        }
        (http.Response.StatusCode, http.Response.ContentType) = (status, (type is null or Events ? Json : type) + "; charset=utf-8");
        http.Response.Headers.CacheControl = "no-store";
        await serializer.WriteAsync(http.Response.Body, result, http.RequestAborted);
    }

    private static async Task AuthenticateAsync(HttpContext http)
    {
        var byToken = http.Request.Headers.Authorization.Count > 0;
        var known = await http.AuthenticateAsync(byToken ? TokenScheme : SessionScheme);
        http.User = known.Principal ?? new ClaimsPrincipal(new ClaimsIdentity());
        if (byToken && !known.Succeeded)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer";
            throw new Refusal(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "That token is not valid.");
        }
        if (!byToken && known.Succeeded && !IsFromOurPages(http.Request))
            throw new Refusal(StatusCodes.Status403Forbidden, "CROSS_ORIGIN", "A session counts only for calls from Concerto's own pages (Sec-Fetch-Site or Origin says so). Elsewhere use a token.");
    }

    // Browsers set both headers themselves; scripts can't.
    private static bool IsFromOurPages(HttpRequest request) => request.Headers.TryGetValue("Sec-Fetch-Site", out var site)
        ? site == "same-origin"
        : request.Headers.Origin == $"{request.Scheme}://{request.Host}";

    private static async Task<ExecutionResult> ExecuteAsync(HttpContext http, IDocumentExecuter executer, GraphQLRequest request, bool streams)
    {
        var options = new ExecutionOptions
        {
            Query = request.Query,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            RequestServices = http.RequestServices,
            User = http.User,
            CancellationToken = http.RequestAborted,
            Timeout = Timeout,
        };
        if (HttpMethods.IsGet(http.Request.Method))
        {
            var rule = streams ? ChangesNothing.OrSubscribes : ChangesNothing.Queries;
            options.ValidationRules = DocumentValidator.CoreRules.Append(rule);
            options.CachedDocumentValidationRules = [rule];
        }
        return await executer.ExecuteAsync(options);
    }

    /// <summary>The best media type by quality; */* and no Accept at all mean JSON.</summary>
    private static string? Negotiate(HttpRequest request)
    {
        var accept = request.GetTypedHeaders().Accept;
        return accept.Count == 0 ? Json : Produced.Select(type => (type, quality: QualityOf(type))).Where(x => x.quality > 0).OrderByDescending(x => x.quality).Select(x => x.type).FirstOrDefault();

        double QualityOf(string type) =>
            accept.Where(a => new MediaTypeHeaderValue(type).IsSubsetOf(new MediaTypeHeaderValue(a.MediaType))).Select(a => a.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    private static async Task<GraphQLRequest> ReadAsync(HttpRequest http, IGraphQLTextSerializer serializer)
    {
        var isPost = HttpMethods.IsPost(http.Method);
        if (isPost && !IsJson(http)) throw new Refusal(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", $"Send {Json} in UTF-8.");
        try
        {
            var request = isPost ? await serializer.ReadAsync<GraphQLRequest>(http.Body, http.HttpContext.RequestAborted) : new()
            {
                Query = http.Query["query"],
                OperationName = http.Query["operationName"],
                Variables = serializer.Deserialize<Inputs>(http.Query["variables"]),
                Extensions = serializer.Deserialize<Inputs>(http.Query["extensions"]),
            };
            if (request is { Query: not null }) return request;
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new Refusal(e.StatusCode, "REQUEST_TOO_LARGE", $"The request is larger than the limit of {MaxBodyBytes} bytes.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
        }
        throw new Refusal(StatusCodes.Status400BadRequest, "BAD_REQUEST", "That is no GraphQL request: it takes an object with a query, and variables if it likes.");
    }

    private static bool IsJson(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase) && (type.Charset.Value is null || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <summary>An error that decides the status of the response.</summary>
    private sealed class Refusal(int status, string code, string message) : RequestError(code, message)
    {
        public int Status => status;
    }

    /// <summary>A GET is safe, so it only queries; or subscribes, where the answer is a stream.</summary>
    private sealed class ChangesNothing(bool subscribes) : ValidationRuleBase
    {
        public static readonly ChangesNothing Queries = new(false), OrSubscribes = new(true);

        public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) =>
            context.Operation.Operation == OperationType.Query || (subscribes && context.Operation.Operation == OperationType.Subscription)
                ? default
                : throw new Refusal(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "A GET only queries. POST this.");
    }
}
