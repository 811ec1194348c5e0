using Amazon.S3;
using Amazon.S3.Model;
using Concerto.Domain;

namespace Concerto.Infrastructure.Storage;

public sealed partial class S3ObjectStore
{
    /// <summary>
    /// Asks the bucket, as a browser on <paramref name="publicUrl"/> would, whether uploads and playback are going to work.
    /// </summary>
    /// <returns>What is wrong, a sentence each; empty when all is well.</returns>
    public async Task<IReadOnlyList<string>> CheckAsync(Uri publicUrl, CancellationToken ct)
    {
        try
        {
            if (await AskAsync(() => _s3.HeadBucketAsync(new HeadBucketRequest { BucketName = _options.Bucket }, ct), ct) is null)
                return [$"There is no bucket {_options.Bucket} at {_options.ServiceUrl} (Concerto:Storage:S3:Bucket)."];
        }
        catch (Domain.Storage.StoreUnavailableException e)
        {
            return [$"The bucket {_options.Bucket} at {_options.ServiceUrl} does not answer: check Concerto:Storage:S3. {e.Message}"];
        }

        List<string> warnings = [];
        if (publicUrl.Scheme == Uri.UriSchemeHttps && !_https)
            warnings.Add("Concerto is on https but the store is on http: browsers refuse to upload there.");

        var origin = publicUrl.GetLeftPart(UriPartial.Authority);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        foreach (var (verb, header) in new[] { ("PUT", "content-type"), ("GET", "range"), ("HEAD", "range") })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, await ProbeAsync());
            preflight.Headers.Add("Origin", origin);
            preflight.Headers.Add("Access-Control-Request-Method", verb);
            preflight.Headers.Add("Access-Control-Request-Headers", header);
            using var answer = await SendAsync(preflight);
            if (answer is not { IsSuccessStatusCode: true } || !Allows(answer, origin)
                || !Lists(answer, "Access-Control-Allow-Methods", verb) || !Lists(answer, "Access-Control-Allow-Headers", header))
                warnings.Add($"The bucket's CORS rules do not allow {verb} with the header {header} from {origin}: browsers can't {(verb == "PUT" ? "upload" : "play")}.");
        }

        using var get = new HttpRequestMessage(HttpMethod.Get, await ProbeAsync());
        get.Headers.Add("Origin", origin);
        using var response = await SendAsync(get);
        // A store may leave CORS headers out of a 404; then there is nothing to learn here.
        foreach (var header in new[] { "ETag", "Content-Range" })
            if (response is not null && Allows(response, origin) && !Lists(response, "Access-Control-Expose-Headers", header))
                warnings.Add($"The bucket's CORS rules do not expose the header {header} to {origin}.");
        return warnings;

        async Task<string> ProbeAsync() => await _s3.GetPreSignedURLAsync(Presign(HttpVerb.GET, "concerto-check", _time.Now().AddMinutes(1)));

        async Task<HttpResponseMessage?> SendAsync(HttpRequestMessage request)
        {
            try { return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct); }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested)) { return null; }
        }
    }

    private static bool Allows(HttpResponseMessage answer, string origin) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Any(allowed => allowed == "*" || allowed == origin);

    private static bool Lists(HttpResponseMessage answer, string header, string wanted) =>
        answer.Headers.TryGetValues(header, out var lines)
        && lines.SelectMany(line => line.Split(',', StringSplitOptions.TrimEntries)).Any(item => item == "*" || item.Equals(wanted, StringComparison.OrdinalIgnoreCase));
}
