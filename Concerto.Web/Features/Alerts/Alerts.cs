using System.Collections.Concurrent;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Alerts;

/// <summary>
/// What there is to tell an admin, from every room of the house. Asked for with each page of theirs, so it is remembered for some seconds, and a room that can't
/// answer just now keeps no page from being shown.
/// </summary>
public sealed class Alerts(IServiceScopeFactory scopes, TimeProvider time, ILogger<Alerts> log)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<UserId, (DateTime At, IReadOnlyList<Alert> Alerts)> _known = [];

    /// <summary>They are doing something about it: what was known is asked for again.</summary>
    public void Forget(UserId admin) => _known.TryRemove(admin, out _);

    /// <summary>What they should know, the urgent first; nothing for who is no admin.</summary>
    public async Task<IReadOnlyList<Alert>> LookAsync(Caller caller, CancellationToken ct)
    {
        if (!caller.IsAdmin) return [];
        var (admin, now) = (caller.Admin, time.Now());
        if (_known.TryGetValue(admin, out var known) && now - known.At < Remembered && now >= known.At) return known.Alerts;
        await using var scope = scopes.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        var alerts = new List<Alert>();
        foreach (var source in scope.ServiceProvider.GetServices<IAlertSource>())
        {
            try
            {
                alerts.AddRange(await source.LookAsync(db, ct));
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "{Source} could not say whether there is something to tell admins", source.GetType().Name);
            }
        }
        IReadOnlyList<Alert> found = [.. alerts.OrderByDescending(a => a.IsUrgent)];
        _known[admin] = (now, found);
        return found;
    }
}
