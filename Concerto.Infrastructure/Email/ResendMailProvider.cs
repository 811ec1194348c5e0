using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Concerto.Domain.Email;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Timeout;

namespace Concerto.Infrastructure.Email;

/// <summary>
/// Resend's HTTP API, mail by mail: a batch's key covers the whole request, so that one regrouped after a crash would be sent twice. What its answers mean for a
/// mail is this class's one subject; when to try again is the dispatcher's.
/// </summary>
internal sealed class ResendMailProvider(HttpClient http) : IMailProvider
{
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(5), LongestRest = TimeSpan.FromMinutes(5);

    public static IServiceCollection Add(IServiceCollection services, ResendOptions options)
    {
        services.AddLogging(logging => logging.AddFilter("Polly", LogLevel.None)); // the dispatcher says in a line what became of a try; this says it again with the stack, some times over
        services.AddHttpClient<IMailProvider, ResendMailProvider>(http =>
            {
                http.BaseAddress = new(options.BaseUrl.TrimEnd('/') + "/");
                http.DefaultRequestHeaders.Authorization = new("Bearer", options.ApiKey);
                http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Concerto", "1.0"));
                http.Timeout = Timeout.InfiniteTimeSpan; // the pipeline has one
            })
            // The dispatcher holds on to it: names are looked up anew by the connections' age, not the handler's.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddResilienceHandler("resend", pipeline => Real(pipeline)
                // Only what never reached Resend: every answer of its own has a meaning, and is the dispatcher's to act on.
                .AddRetry(new HttpRetryStrategyOptions
                {
                    ShouldHandle = attempt => ValueTask.FromResult(attempt.Outcome.Exception is HttpRequestException e && NeverArrived(e)),
                    MaxRetryAttempts = 2, Delay = TimeSpan.FromMilliseconds(300), BackoffType = DelayBackoffType.Exponential, UseJitter = true,
                })
                .AddTimeout(options.Patience));
        return services;
    }

    // The network's time is real, whatever clock a test has turned.
    private static ResiliencePipelineBuilder<HttpResponseMessage> Real(ResiliencePipelineBuilder<HttpResponseMessage> pipeline)
    {
        pipeline.TimeProvider = TimeProvider.System;
        return pipeline;
    }

    public async Task<MailOutcome> SendAsync(MailMessage mail, string idempotencyKey, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "emails") { Content = JsonContent.Create(new Body(mail.From, [mail.To], mail.Content.Subject, mail.Content.Html, mail.Content.Text, mail.Content.Headers)) };
        request.Headers.Add("Idempotency-Key", idempotencyKey);
        try
        {
            using var response = await http.SendAsync(request, ct);
            var text = await response.Content.ReadAsStringAsync(ct);
            return Read(response, text) with { Count = CountIn(response.Headers) };
        }
        catch (HttpRequestException e)
        {
            return NeverArrived(e)
                ? new MailOutcome.TryAgain($"The provider can’t be reached: {e.Message}")
                : new MailOutcome.TryAgain("The connection to the provider broke before it had answered.") { MayHaveIt = true };
        }
        catch (Exception e) when (e is TimeoutRejectedException or IOException)
        {
            return new MailOutcome.TryAgain("The provider did not answer in time.") { MayHaveIt = true };
        }
    }

    private static MailOutcome Read(HttpResponseMessage response, string text)
    {
        if (response.IsSuccessStatusCode) return new MailOutcome.Accepted(Parse<Accepted>(text)?.Id) { Rest = RestAfter(response.Headers) };

        var (status, problem) = ((int)response.StatusCode, Parse<Problem>(text));
        var reason = $"{status}{(problem?.Name is { } name ? $" {name}" : "")}: {problem?.Message ?? response.ReasonPhrase ?? "no reason given"}";
        return (status, problem?.Name) switch
        {
            (429, "daily_quota_exceeded") => new MailOutcome.OverQuota(reason, OfMonth: false),
            (429, "monthly_quota_exceeded") => new MailOutcome.OverQuota(reason, OfMonth: true),
            (429, _) => new MailOutcome.TooFast(reason, RetryAfter(response.Headers) ?? Reset(response.Headers) ?? UnsaidWait),
            (409, "invalid_idempotent_request") => new MailOutcome.Doubtful(reason),
            (409, _) => new MailOutcome.TryAgain(reason, UnsaidWait) { MayHaveIt = true },
            // Not this mail's fault: the key, the domain, or an address that is not Resend's API.
            (401 or 403 or 404 or 405 or (>= 300 and < 400), _) => new MailOutcome.Stopped(reason),
            (>= 500 or 408, _) => new MailOutcome.TryAgain(reason, RetryAfter(response.Headers)) { MayHaveIt = true },
            _ => new MailOutcome.Refused(reason),
        };
    }

    // Nothing of the request can have been read by anybody.
    private static bool NeverArrived(HttpRequestException e) =>
        e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    // These come with every answer; of what failed they say nothing.
    private static TimeSpan? RestAfter(HttpResponseHeaders headers) => Number(headers, "ratelimit-remaining") is 0 ? Reset(headers) : null;

    private static TimeSpan? Reset(HttpResponseHeaders headers) => Number(headers, "ratelimit-reset") is { } seconds and > 0 ? Shorter(TimeSpan.FromSeconds(seconds)) : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter?.Delta is { Ticks: > 0 } wait ? Shorter(wait) : null;

    private static TimeSpan Shorter(TimeSpan wait) => wait < LongestRest ? wait : LongestRest;

    private static ProviderCount? CountIn(HttpResponseHeaders headers) =>
        (Number(headers, "x-resend-daily-quota"), Number(headers, "x-resend-monthly-quota")) is var (day, month) && (day ?? month) is not null ? new(day, month) : null;

    private static int? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static T? Parse<T>(string text) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Body(string From, string[] To, string Subject, string Html, string Text, IReadOnlyDictionary<string, string> Headers);

    private sealed record Accepted(string? Id);

    private sealed record Problem(string? Name, string? Message);
}
