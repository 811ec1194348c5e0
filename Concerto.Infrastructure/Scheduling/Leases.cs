using Concerto.Domain;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Concerto.Infrastructure.Scheduling;

/// <summary>Takes leases, and renews those that were taken.</summary>
public sealed class Leases(IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time, ILogger<Leases> log)
{
    /// <summary>What this process is called in the ledger and on leases.</summary>
    public static readonly string Node = Cut($"{Environment.MachineName}:{Environment.ProcessId}");

    /// <summary>Takes it if nobody has it. Synchronous, as Coravel's mutex is; each statement settles by itself who comes first.</summary>
    /// <returns>Null while somebody else has it.</returns>
    public HeldLease? TryTake(string name)
    {
        var (owner, now) = (Guid.CreateVersion7(), time.Now());
        using var db = contexts.CreateDbContext();
        var taken = db.Leases.Where(l => l.Name == name && l.Until <= now)
            .ExecuteUpdate(set => set.SetProperty(l => l.Owner, owner).SetProperty(l => l.Node, Node).SetProperty(l => l.Until, now + Lease.Time));
        if (taken == 0 && (db.Leases.Any(l => l.Name == name) || !TryAdd(db, new(name, owner, Node, now + Lease.Time)))) return null;
        return new HeldLease(name, owner, now, contexts, time, log);
    }

    private static bool TryAdd(ConcertoDbContext db, Lease lease)
    {
        try
        {
            db.Leases.Add(lease);
            db.SaveChanges();
            return true;
        }
        catch (Exception e) when (DatabaseFaults.UniqueViolation(e) is not null)
        {
            return false;
        }
    }

    private static string Cut(string node) => node.Length > Lease.MaxNodeLength ? node[^Lease.MaxNodeLength..] : node;
}

/// <summary>A lease that this process has and renews, until it is disposed of.</summary>
public sealed class HeldLease : IDisposable
{
    private readonly IDbContextFactory<ConcertoDbContext> _contexts;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _over = new(), _lost = new();

    internal HeldLease(string name, Guid owner, DateTime taken, IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time, ILogger log)
    {
        (Name, Owner, _contexts, _time, _log) = (name, owner, contexts, time, log);
        _ = RenewAsync(taken);
    }

    public string Name { get; }
    public Guid Owner { get; }

    /// <summary>Cancelled when it is somebody else's, or may be: what was done under it stops.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        _over.Cancel();
        using var db = _contexts.CreateDbContext();
        var now = _time.Now();
        db.Leases.Where(l => l.Name == Name && l.Owner == Owner).ExecuteUpdate(set => set.SetProperty(l => l.Owner, (Guid?)null).SetProperty(l => l.Until, now));
    }

    private async Task RenewAsync(DateTime taken)
    {
        var until = taken + Lease.Time;
        using var tick = new PeriodicTimer(Lease.Time / 4, _time); // a renewal that takes long does not put off the next
        try
        {
            while (await tick.WaitForNextTickAsync(_over.Token))
            {
                var now = _time.Now();
                try
                {
                    await using var db = await _contexts.CreateDbContextAsync(_over.Token);
                    var renewed = now + Lease.Time;
                    if (now - taken > Lease.Longest || await db.Leases.Where(l => l.Name == Name && l.Owner == Owner).ExecuteUpdateAsync(set => set.SetProperty(l => l.Until, renewed), _over.Token) == 0) break;
                    until = renewed;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    _log.LogWarning(e, "The lease on {Name} could not be renewed this time", Name);
                    if (now >= until) break; // others may have it by now
                }
            }
            await _lost.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // It was given back.
        }
    }
}
