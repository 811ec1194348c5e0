using System.Globalization;
using System.Threading.RateLimiting;
using Concerto.Web.Features;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.RateLimiting;

namespace Concerto.Web.Hosting;

internal static class RateLimits
{
    /// <summary>For what strangers may post: sign in, sign up, forgot, reset, verify.</summary>
    public const string AccountForms = "account-forms";

    /// <summary>For the codes of a second factor. What counts more is that each person's wrong ones are counted.</summary>
    public const string Codes = "codes";

    public static IServiceCollection AddRateLimits(this IServiceCollection services, AccountOptions options) => services.AddRateLimiter(limits =>
    {
        limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limits.OnRejected = (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromMinutes(1);
            context.HttpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            return ValueTask.CompletedTask;
        };
        foreach (var forms in new[] { AccountForms, Codes }) limits.AddPolicy(forms, context => HttpMethods.IsPost(context.Request.Method)
            ? RateLimitPartition.GetFixedWindowLimiter(Client.Of(context).Key!, _ => new() { PermitLimit = options.PostsPerMinute, Window = TimeSpan.FromMinutes(1) })
            : RateLimitPartition.GetNoLimiter(""));
    });
}
