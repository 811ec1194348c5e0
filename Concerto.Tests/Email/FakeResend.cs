using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Concerto.Tests.Email;

/// <summary>A mail that Resend has accepted.</summary>
internal sealed record AcceptedMail(string Id, string Key, string From, string To, string Subject, string Text, string Html, IReadOnlyDictionary<string, string> Headers, DateTimeOffset At);

/// <summary>What goes wrong with a request.</summary>
internal enum Fault
{
    None,

    /// <summary>The mail is accepted, and the connection broken before that is said.</summary>
    AnswerLost,

    /// <summary>The connection is broken before anything is accepted.</summary>
    Broken,

    RateLimited, DailyQuota, MonthlyQuota,

    /// <summary>500.</summary>
    Failing,

    /// <summary>Accepted, and never answered.</summary>
    Silent,

    /// <summary>409: the same key is being worked on.</summary>
    StillAtIt,

    /// <summary>400: the request as a whole.</summary>
    Malformed,

    /// <summary>422: one of its fields.</summary>
    Invalid,

    /// <summary>401: the key may do other things.</summary>
    RestrictedKey,

    /// <summary>403.</summary>
    WrongKey,

    /// <summary>403.</summary>
    WrongDomain,
}

/// <summary>
/// Resend's API as far as Concerto uses it, on a port of its own: it keeps what it accepted, so that processes that send to it may die and come back. Keys work as
/// Resend's do: the same key and body within 24 hours give the first answer again and nothing is sent; the same key with another body is refused.
/// </summary>
internal sealed class FakeResend : IAsyncDisposable
{
    public const string ApiKey = "re_test_key", WebhookSecret = "whsec_dGhlIGNvbmNlcnRvIHRlc3RzJyBzZWNyZXQ=";
    private static readonly TimeSpan KeysLive = TimeSpan.FromHours(24);

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (byte[] Body, AcceptedMail Mail)> _keys = [];
    private readonly List<AcceptedMail> _accepted = [];
    private readonly ConcurrentQueue<Fault> _next = new();
    private readonly Queue<DateTimeOffset> _recent = new();

    private FakeResend(WebApplication app, TimeProvider time)
    {
        (_app, _time) = (app, time);
        app.MapPost("/emails", SendAsync);
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>What a server is configured with to send through this. The limits of the free plan do not apply, unless given after these.</summary>
    public string[] Settings =>
    [
        "--Concerto:Email:Provider=resend", "--Concerto:Email:From=Concerto <mail@concerto.example>", $"--Concerto:Email:Resend:ApiKey={ApiKey}", $"--Concerto:Email:Resend:BaseUrl={Url}",
        $"--Concerto:Email:Resend:WebhookSecret={WebhookSecret}", "--Concerto:Email:Budget:Daily=0", "--Concerto:Email:Budget:Monthly=0",
    ];

    /// <summary>What it has accepted so far, in that order; nothing twice.</summary>
    public IReadOnlyList<AcceptedMail> Accepted
    {
        get
        {
            lock (_lock) return [.. _accepted];
        }
    }

    /// <summary>How many requests came, whatever became of them.</summary>
    public int Requests { get; private set; }

    /// <summary>How many asked again for what was accepted before, and got the same answer.</summary>
    public int Replays { get; private set; }

    /// <summary>What goes wrong with every request that no fault of its own was set for by <see cref="Next"/>.</summary>
    public Fault Always { get; set; }

    /// <summary>Mails a UTC day, by its own clock; told in its headers, and refused above. Null: no such headers.</summary>
    public int? DailyLimit { get; set; }

    /// <summary>Mails it counts beside those it accepted here, as when another program uses the same account.</summary>
    public int SentByOthers { get; set; }

    /// <summary>Requests a second; told in its headers, and refused above. As many as come, unless a test sets it.</summary>
    public int RatePerSecond { get; set; } = 1_000_000;

    /// <param name="time">Its clock: the day its quota goes by, and how old keys are; null for the real one.</param>
    public static async Task<FakeResend> StartAsync(TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(1)); // some requests are never answered
        var fake = new FakeResend(builder.Build(), time ?? TimeProvider.System);
        await fake._app.StartAsync();
        fake.Url = new(fake._app.Urls.Single());
        return fake;
    }

    /// <summary>What goes wrong with the next requests, one after another.</summary>
    public void Next(params Fault[] faults)
    {
        foreach (var fault in faults) _next.Enqueue(fault);
    }

    public IReadOnlyList<AcceptedMail> To(string address) => [.. Accepted.Where(m => m.To.Equals(address, StringComparison.OrdinalIgnoreCase))];

    private async Task SendAsync(HttpContext http)
    {
        using var copy = new MemoryStream();
        await http.Request.Body.CopyToAsync(copy);
        var body = copy.ToArray();
        var fault = _next.TryDequeue(out var next) ? next : Always;
        var (status, answer) = Decide(http, body, fault);
        if (fault is Fault.AnswerLost or Fault.Broken) http.Abort();
        else if (fault is Fault.Silent) await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        else
        {
            http.Response.StatusCode = status;
            await http.Response.WriteAsJsonAsync(answer);
        }
    }

    private (int Status, object Answer) Decide(HttpContext http, byte[] body, Fault fault)
    {
        lock (_lock)
        {
            Requests++;
            var now = _time.GetUtcNow();
            if (http.Request.Headers.Authorization.Count == 0) return Problem(401, "missing_api_key", "Missing API key in the authorization header.");
            if (fault is Fault.RestrictedKey) return Problem(401, "restricted_api_key", "This API key is restricted to only send emails.");
            if (http.Request.Headers.Authorization != $"Bearer {ApiKey}" || fault is Fault.WrongKey) return Problem(403, "invalid_api_key", "API key is invalid.");
            while (_recent.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1)) _recent.Dequeue();
            Header("ratelimit-limit", RatePerSecond);
            Header("ratelimit-reset", 1);
            Header("ratelimit-remaining", fault is Fault.RateLimited ? 0 : Math.Max(0, RatePerSecond - _recent.Count - 1));
            if (fault is Fault.RateLimited || _recent.Count >= RatePerSecond) return TooFast();
            _recent.Enqueue(now);
            if (fault is Fault.DailyQuota) return Problem(429, "daily_quota_exceeded", "You have reached your daily email sending quota.");
            if (fault is Fault.MonthlyQuota) return Problem(429, "monthly_quota_exceeded", "You have reached your monthly email sending quota.");
            if (fault is Fault.Failing) return Problem(500, "application_error", "An unexpected error occurred.");
            if (fault is Fault.StillAtIt) return Problem(409, "concurrent_idempotent_requests", "Same idempotency key used while original request is still in progress.");
            if (fault is Fault.Malformed) return Problem(400, "validation_error", "We found an error with one or more fields in the request.");
            if (fault is Fault.Invalid) return Problem(422, "validation_error", "Invalid `to` field.");
            if (fault is Fault.WrongDomain) return Problem(403, "validation_error", "The concerto.example domain is not verified.");
            if (fault is Fault.Broken) return default;

            var key = http.Request.Headers["Idempotency-Key"].ToString();
            if (key.Length is 0 or > 256) return Problem(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
            if (_keys.TryGetValue(key, out var before) && now - before.Mail.At < KeysLive)
            {
                if (!before.Body.AsSpan().SequenceEqual(body)) return Problem(409, "invalid_idempotent_request", "Same idempotency key used with a different request payload.");
                Replays++;
                return (200, new { id = before.Mail.Id });
            }
            var today = SentByOthers + _accepted.Count(m => m.At.UtcDateTime.Date == now.UtcDateTime.Date);
            if (DailyLimit is { } limit)
            {
                Header("x-resend-daily-quota", Math.Min(limit, today + 1));
                Header("x-resend-monthly-quota", SentByOthers + _accepted.Count(m => m.At.Month == now.Month) + 1);
                if (today >= limit) return Problem(429, "daily_quota_exceeded", "You have reached your daily email sending quota.");
            }
            var mail = Read(body, key, now);
            _keys[key] = (body, mail);
            _accepted.Add(mail);
            return (200, new { id = mail.Id });
        }

        void Header(string name, int value) => http.Response.Headers[name] = value.ToString(CultureInfo.InvariantCulture);

        (int, object) TooFast()
        {
            Header("retry-after", 1);
            return Problem(429, "rate_limit_exceeded", "Too many requests. You can only make 2 requests per second.");
        }

        static (int, object) Problem(int status, string name, string message) => (status, new { statusCode = status, name, message });
    }

    private static AcceptedMail Read(byte[] body, string key, DateTimeOffset now)
    {
        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        var headers = root.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name, h => h.Value.GetString()!);
        return new(Guid.CreateVersion7().ToString(), key, Text("from"), root.GetProperty("to").EnumerateArray().Single().GetString()!, Text("subject"), Text("text"), Text("html"), headers, now);

        string Text(string name) => root.GetProperty(name).GetString()!;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
