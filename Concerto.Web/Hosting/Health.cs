using System.Net.Mime;
using System.Text.Json;
using Concerto.Domain.Audio;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concerto.Web.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: Patience)
            .AddCheck<StoreCheck>("store", timeout: Patience)
            .AddCheck<AnalysisCheck>("analysis", HealthStatus.Degraded, timeout: Patience);
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    // Which part is in which state, and no more: the reasons are in the log.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = MediaTypeNames.Application.Json;
        var parts = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString());
        return context.Response.WriteAsync(JsonSerializer.Serialize(new { status = report.Status.ToString(), parts }), context.RequestAborted);
    }

    private sealed class DatabaseCheck(IDbContextFactory<ConcertoDbContext> contexts) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            return await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, "The database can’t be reached.");
        }
    }

    private sealed class StoreCheck(IObjectStore store) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await store.HeadAsync("health", cancellationToken); // there is no such object; what counts is that the store says so
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class AnalysisCheck(IAudioAnalyser analyser) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await analyser.UnavailableReasonAsync(cancellationToken) is { } reason ? new(context.Registration.FailureStatus, reason) : HealthCheckResult.Healthy();
    }
}
