using System.Globalization;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Concerto.Web.Features;
using Concerto.Web.Identity;
using GraphQL;

namespace Concerto.Web.GraphQL;

/// <summary>
/// How many operations each may send in a minute: a token, a person who is signed in, and an address of those who are neither, or come with a token that is no good. A request counts as one, and so
/// does each operation in a socket. Every node counts for itself.
/// </summary>
internal sealed class RequestLimits(GraphQLOptions options, TimeProvider time) : IDisposable
{
    /// <summary>What all limits are for.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    // The window is part of what is counted: so everybody knows when it ends, and the next one begins from nothing. The limiter clears away those that are over.
    private readonly PartitionedRateLimiter<Slot> _taken = PartitionedRateLimiter.Create<Slot, Slot>(slot =>
        RateLimitPartition.GetFixedWindowLimiter(slot, static slot => new() { PermitLimit = slot.Policy.Limit, Window = Window }));

    private readonly Policy _token = new("token", "a token", options.RateLimit.Token), _person = new("person", "a person", options.RateLimit.Person), _address = new("address", "an address", options.RateLimit.Address);

    /// <summary>Takes one of those that the caller has left. The headers of the response say how many that are.</summary>
    /// <exception cref="Refusal">None is left.</exception>
    public void Take(HttpContext http)
    {
        if (Take(http.User, http) is not { } left) return;
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"{left.Policy.Name}\";q={left.Policy.Limit};w={(int)Window.TotalSeconds}");
        headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{left.Policy.Name}\";r={left.Remaining};t={left.Seconds}");
        if (left.Refused is not { } refusal) return;
        headers.RetryAfter = left.Seconds.ToString(CultureInfo.InvariantCulture);
        throw refusal;
    }

    /// <inheritdoc cref="Take(HttpContext)"/>
    /// <param name="caller">Who asks.</param>
    /// <param name="http">From where.</param>
    /// <returns>Null when there is no limit.</returns>
    public Allowance? Take(ClaimsPrincipal caller, HttpContext http)
    {
        var (policy, who) = Principals.TokenOf(caller) is { } token ? (_token, token) : caller.ToCaller().User is { } person ? (_person, person.ToString()) : (_address, Client.Of(http).Key!);
        if (policy.Limit == 0) return null;
        var now = time.GetUtcNow().Ticks;
        var slot = new Slot(policy, who, now / Window.Ticks);
        var left = (int)Math.Ceiling(TimeSpan.FromTicks((slot.Window + 1) * Window.Ticks - now).TotalSeconds);
        using var lease = _taken.AttemptAcquire(slot);
        return new(policy, lease.IsAcquired ? _taken.GetStatistics(slot)!.CurrentAvailablePermits : 0, left, lease.IsAcquired ? null : TooMany(policy, left));
    }

    public void Dispose() => _taken.Dispose();

    private static Refusal TooMany(Policy policy, int seconds)
    {
        var refusal = new Refusal(StatusCodes.Status429TooManyRequests, "RATE_LIMITED", $"You have sent {policy.Limit} requests within a minute, which is the limit for {policy.Words}. Go on in {(seconds == 1 ? "a second" : $"{seconds} seconds")}.");
        refusal.AddExtension("policy", policy.Name);
        refusal.AddExtension("limit", policy.Limit);
        refusal.AddExtension("windowSeconds", (int)Window.TotalSeconds);
        refusal.AddExtension("retryAfterSeconds", seconds);
        return refusal;
    }

    /// <param name="Name">For programs.</param>
    /// <param name="Words">Who has that limit.</param>
    /// <param name="Limit">0 for none.</param>
    internal sealed record Policy(string Name, string Words, int Limit);

    /// <param name="Remaining">How many are left in this window.</param>
    /// <param name="Seconds">How long it lasts.</param>
    /// <param name="Refused">What to say when none was left.</param>
    internal sealed record Allowance(Policy Policy, long Remaining, int Seconds, Refusal? Refused);

    private readonly record struct Slot(Policy Policy, string Who, long Window);
}
