using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

/// <summary>
/// Reads what is added to the activity table, each row once. MariaDB gives a row its number when it is written and shows it when it is committed, so
/// a lower one may come after a higher one: numbers that are skipped are asked for again for a minute, which no transaction outlives.
/// </summary>
public sealed class ActivityReader
{
    /// <summary>As many gaps as are remembered; of more, the oldest are given up.</summary>
    public const int MostMissing = 512;

    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>As many new rows as are read at a time.</summary>
    public const int Batch = 500;

    private const int LookBack = 256;

    private readonly IDbContextFactory<ConcertoDbContext> _contexts;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<long, long> _missing = []; // by number, since when
    private long _highest;

    private ActivityReader(IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time) => (_contexts, _time) = (contexts, time);

    /// <summary>Where it stands.</summary>
    public ActivityMark Mark => new(_highest, _missing.Count == 0 ? [] : [.. _missing.Keys.TakeLast(ActivityMark.MostMissing)]);

    /// <summary>A reader of all that is committed from now on.</summary>
    public static async Task<ActivityReader> BeginAsync(IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time, CancellationToken ct)
    {
        var reader = new ActivityReader(contexts, time);
        await using var db = await contexts.CreateDbContextAsync(ct);
        var newest = await db.Activities.OrderByDescending(a => a.Sequence).Select(a => a.Sequence).Take(LookBack).ToListAsync(ct);
        if (newest.Count == 0) return reader;
        reader._highest = newest[^1];
        foreach (var sequence in Enumerable.Reverse(newest)) reader.Advance(sequence);
        return reader;
    }

    /// <summary>What there is to read now: late ones first, then on from where it stands, not without end. <see cref="Take"/> each.</summary>
    public async Task<IReadOnlyList<Happening>> ReadAsync(CancellationToken ct)
    {
        foreach (var (sequence, since) in _missing.ToList())
            if (_time.GetElapsedTime(since) > Patience) _missing.Remove(sequence);

        await using var db = await _contexts.CreateDbContextAsync(ct);
        var missing = _missing.Keys.ToList();
        var late = missing.Count == 0 ? [] : await Happening.ReadAsync(db, db.Activities.Where(a => missing.Contains(a.Sequence)), MostMissing, ct);
        return [.. late, .. await Happening.ReadAsync(db, db.Activities.Where(a => a.Sequence > _highest), Batch, ct)];
    }

    /// <summary>Moves on past it.</summary>
    /// <returns>The same, with the mark after it.</returns>
    public Happening Take(Happening happening)
    {
        Advance(happening.Sequence);
        return happening with { Mark = Mark };
    }

    private void Advance(long sequence)
    {
        _missing.Remove(sequence);
        var now = _time.GetTimestamp();
        for (var skipped = Math.Max(_highest + 1, sequence - MostMissing); skipped < sequence; skipped++) _missing.Add(skipped, now);
        while (_missing.Count > MostMissing) _missing.Remove(_missing.Keys.First());
        _highest = Math.Max(_highest, sequence);
    }
}
