using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Concerto.Web.GraphQL;

/// <summary>The section <c>Concerto:GraphQL</c>.</summary>
public sealed class GraphQLOptions
{
    public const string Section = "Concerto:GraphQL";
    private static readonly string[] Audiences = ["everybody", "people", "nobody"];

    /// <summary>Whom the schema is shown to, by introspection and at <c>/graphql/schema</c>: everybody, people (who are signed in) or nobody. Everybody in Development, else people, unless it is said.</summary>
    public string Introspection { get; set; } = "";

    /// <summary>The origins whose pages may call with a token, such as <c>https://app.example.com,https://other.example</c>; * for all, empty for none but ours.</summary>
    public string Origins { get; set; } = "*";

    /// <summary>How long an operation may take; a subscription may take that long to begin.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many requests each may send in a minute.</summary>
    public RateLimitOptions RateLimit { get; set; } = new();

    /// <exception cref="ConfigurationException"/>
    internal static GraphQLOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var options = configuration.GetSection(Section).Get<GraphQLOptions>() ?? new();
        if (options.Introspection.Length == 0) options.Introspection = environment.IsDevelopment() ? "everybody" : "people";
        return options.Problem() is { } problem ? throw new ConfigurationException(problem) : options;
    }

    /// <summary>Whether the schema is shown to somebody who is signed in, or is not.</summary>
    internal bool Shows(bool signedIn) => Introspection == "everybody" || (Introspection == "people" && signedIn);

    /// <summary>Whether that origin's pages may call.</summary>
    internal bool Admits(string origin) => ListedOrigins.Any(listed => listed == "*" || listed.Equals(origin, StringComparison.OrdinalIgnoreCase));

    // What pages send whose fetch is instrumented, or whose client is Apollo's, as well: it means nothing here, and is no reason to turn them away.
    private static readonly string[] Harmless = ["traceparent", "tracestate", "sentry-trace", "baggage", "apollo-require-preflight", "x-apollo-operation-name", "x-requested-with"];

    internal void Allow(CorsPolicyBuilder policy)
    {
        if (ListedOrigins.Contains("*")) policy.AllowAnyOrigin(); // never with credentials: a cookie counts on our own pages alone
        else policy.WithOrigins([.. ListedOrigins]);
        policy.WithMethods("GET", "POST").WithHeaders(["Authorization", "Content-Type", "Accept", Cost.Header, .. Harmless]).WithExposedHeaders("RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate").SetPreflightMaxAge(TimeSpan.FromHours(1));
    }

    private IEnumerable<string> ListedOrigins => Origins.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private string? Problem() => this switch
    {
        _ when !Audiences.Contains(Introspection) => $"{Section}:Introspection is “{Introspection}”; it can be everybody, people or nobody.",
        _ when ListedOrigins.FirstOrDefault(o => !IsOrigin(o)) is { } bad =>
            $"{Section}:Origins has “{bad}” in it; it takes origins, such as https://app.example.com, or *.",
        _ when Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(10) => $"{Section}:Timeout is {Timeout}; it takes 00:00:00.1 to 00:10:00.",
        _ => RateLimit.Problem(),
    };

    private static bool IsOrigin(string text) => text == "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == text);
}

/// <summary>The section <c>Concerto:GraphQL:RateLimit</c>: requests in a minute, on each node; 0 for no limit. Operations in a socket count as requests.</summary>
public sealed class RateLimitOptions
{
    /// <summary>With a token, for each.</summary>
    public int Token { get; set; } = 600;

    /// <summary>From our own pages, for each person: an upload of many files asks often.</summary>
    public int Person { get; set; } = 1200;

    /// <summary>From an address, of all who are not signed in, or whose token is no good.</summary>
    public int Address { get; set; } = 120;

    internal string? Problem() => this switch
    {
        { Token: < 0 } => Wrong(nameof(Token), Token),
        { Person: < 0 } => Wrong(nameof(Person), Person),
        { Address: < 0 } => Wrong(nameof(Address), Address),
        _ => null,
    };

    private static string Wrong(string name, int value) => $"{GraphQLOptions.Section}:RateLimit:{name} is {value}; it takes how many requests there may be in a minute, 0 for no limit.";
}
