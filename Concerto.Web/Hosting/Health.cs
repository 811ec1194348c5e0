using Concerto.Domain;
using Concerto.Domain.Audio;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Email;
using Concerto.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Concerto.Web.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can do its work.</summary>
internal static class Health
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Fresh = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.AddSingleton<Readiness>().AddHealthChecks()
            .AddCheck<DatabaseCheck>("database", timeout: Patience)
            .AddCheck<StoreCheck>("store", timeout: Patience)
            .AddCheck<AnalysisCheck>("analysis", HealthStatus.Degraded, timeout: Patience)
            .AddCheck<JobsCheck>("jobs", HealthStatus.Degraded, timeout: Patience)
            .AddCheck<MailCheck>("mail", HealthStatus.Degraded, timeout: Patience);
        return services;
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapGet("/health/ready", WriteAsync).AllowAnonymous();
    }

    // Which part is in which state, and no more: the reasons are in the log.
    private static async Task<IResult> WriteAsync(Readiness readiness, HttpResponse response, CancellationToken ct)
    {
        var report = await readiness.LookAsync().WaitAsync(ct);
        var parts = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString());
        response.Headers.CacheControl = "no-store";
        return Results.Json(new { status = report.Status.ToString(), parts }, statusCode: report.Status is HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }

    /// <summary>Looks every five seconds at most, however many ask: anybody may, and looking costs.</summary>
    private sealed class Readiness(HealthCheckService checks, TimeProvider time)
    {
        private readonly Lock _lock = new();
        private Task<HealthReport>? _report;
        private long _begun;

        public Task<HealthReport> LookAsync()
        {
            lock (_lock)
            {
                if (_report is { IsCompleted: false } || (_report is not null && time.GetElapsedTime(_begun) < Fresh)) return _report;
                _begun = time.GetTimestamp();
                return _report = Task.Run(() => checks.CheckHealthAsync());
            }
        }
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

    /// <summary>Law 5: a silent worker is noticed, also by a node that runs no jobs.</summary>
    private sealed class JobsCheck(IDbContextFactory<ConcertoDbContext> contexts, IReadOnlyList<ScheduledJob> jobs, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var silent = await SilentJobs.FindAsync(db, jobs, time.Now(), cancellationToken);
            return silent.Count == 0 ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, $"Silent: {string.Join(", ", silent.Select(s => s.Job.Name))}.");
        }
    }

    /// <summary>Law 7: people wait for what does not go out.</summary>
    private sealed class MailCheck(IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellationToken);
            var sender = await db.MailSenders.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
            var reason = sender is { StoppedAt: not null } ? sender.Reason : (await MailOutage.FindAsync(db, sender, time.Now(), cancellationToken))?.Reason;
            return reason is null ? HealthCheckResult.Healthy() : new(context.Registration.FailureStatus, reason);
        }
    }

    private sealed class AnalysisCheck(IAudioAnalyser analyser) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await analyser.UnavailableReasonAsync(cancellationToken) is { } reason ? new(context.Registration.FailureStatus, reason) : HealthCheckResult.Healthy();
    }
}
