using System.Collections.Concurrent;
using Coravel.Scheduling.Schedule.Interfaces;

namespace Concerto.Infrastructure.Scheduling;

/// <summary>
/// What Coravel asks before it runs what may not overlap: a lease in the database, so that it holds across nodes. The minutes that Coravel names (a day of them) are
/// not listened to: a killed node would stop its jobs for that long.
/// </summary>
public sealed class LeaseMutex(Leases leases) : IMutex
{
    private readonly ConcurrentDictionary<string, HeldLease> _held = new();

    public bool TryGetLock(string key, int timeoutMinutes)
    {
        if (leases.TryTake(key) is not { } lease) return false;
        _held[key] = lease;
        return true;
    }

    public void Release(string key)
    {
        if (_held.TryRemove(key, out var lease)) lease.Dispose();
    }

    /// <summary>The lease under which this process runs that job at the moment.</summary>
    public HeldLease? Held(string key) => _held.GetValueOrDefault(key);
}
