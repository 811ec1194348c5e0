using System.Globalization;
using Concerto.Domain.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Concerto.Infrastructure.Storage;

/// <summary>Serves the disk store's signed URLs, as an S3 server would. The URL alone gives the right; no session is looked at.</summary>
public static class DiskStoreEndpoints
{
    /// <summary>A phone in a rehearsal room may be slow and lose its signal for a while; whoever trickles bytes to hold connections is cut off.</summary>
    private static readonly MinDataRate SlowestUpload = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(30));

    /// <summary>Maps <c>/store/…</c>. With another store configured it answers 404.</summary>
    public static void MapDiskStore(this IEndpointRouteBuilder endpoints)
    {
        var store = endpoints.MapGroup("/store/{**key}").AllowAnonymous().DisableAntiforgery().ExcludeFromDescription();
        store.MapPut("", PutAsync);
        store.MapMethods("", [HttpMethods.Get, HttpMethods.Head], Get);
        store.MapMethods("", [HttpMethods.Options], Preflight);
    }

    private static async Task<IResult> PutAsync(string key, HttpContext context)
    {
        if (Store(context) is not { } store) return TypedResults.NotFound();
        var (request, query) = (context.Request, context.Request.Query);
        if (!store.Signer.Allows(HttpMethods.Put, key, query)) return Refused();

        var uploadId = query["uploadId"].ToString();
        var number = int.Parse(query["partNumber"].ToString(), CultureInfo.InvariantCulture);
        var length = long.Parse(query["length"].ToString(), CultureInfo.InvariantCulture);
        if (request.ContentLength is null) return Plain("Send this part with its Content-Length, not chunked.", StatusCodes.Status411LengthRequired);
        if (request.ContentLength != length) return Plain($"This part must be {length} bytes long.", StatusCodes.Status400BadRequest);
        if (!store.IsOpen(key, uploadId)) return Over();

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = length;
        // Over HTTP/2 Kestrel lets nobody change the rate of one request.
        if (HttpProtocol.IsHttp11(request.Protocol) && context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = SlowestUpload;
        try
        {
            return await store.ReceivePartAsync(key, uploadId, number, length, request.Body, context.RequestAborted) ? TypedResults.Ok() : Over();
        }
        catch (BadHttpRequestException e) { return Plain(e.Message, e.StatusCode); } // cut off in the middle, or too slow
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !context.RequestAborted.IsCancellationRequested)
        {
            return Plain("The disk can't take this part now. Try again later.", StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static IResult Get(string key, HttpContext context)
    {
        if (Store(context) is not { } store) return TypedResults.NotFound();
        if (!store.Signer.Allows(HttpMethods.Get, key, context.Request.Query)) return Refused();
        if (store.OpenObject(key) is not { } file) return Plain("There is no such recording any more.", StatusCodes.Status404NotFound);

        var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle));
        context.Response.Headers.ContentDisposition = context.Request.Query["disposition"];
        return TypedResults.Stream(file, context.Request.Query["type"].ToString(), lastModified: changed,
            entityTag: new EntityTagHeaderValue($"\"{changed.UtcTicks:x}-{file.Length:x}\""), enableRangeProcessing: true);
    }

    private static NoContent Preflight(HttpContext context)
    {
        Store(context);
        var headers = context.Response.Headers;
        headers.AccessControlAllowMethods = "GET, HEAD, PUT";
        headers.AccessControlAllowHeaders = "*";
        headers.AccessControlMaxAge = "7200";
        return TypedResults.NoContent();
    }

    /// <summary>The store, and the headers that every answer carries: any origin may use a URL that it was given, no page may live here.</summary>
    private static DiskObjectStore? Store(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag";
        headers.CacheControl = "private";
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        return context.RequestServices.GetRequiredService<IObjectStore>() as DiskObjectStore;
    }

    private static ContentHttpResult Refused() => Plain("This link has expired or is not whole. Ask for a fresh one.", StatusCodes.Status403Forbidden);

    private static ContentHttpResult Over() => Plain("This upload is finished or was given up.", StatusCodes.Status404NotFound);

    private static ContentHttpResult Plain(string line, int status) => TypedResults.Text(line + "\n", statusCode: status);
}
