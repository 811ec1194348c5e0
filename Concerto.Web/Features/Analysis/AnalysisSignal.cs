using System.Threading.Channels;

namespace Concerto.Web.Features.Analysis;

/// <summary>Wakes this process's workers when something has just arrived, so that nobody waits for the next look at the database. Losing it loses nothing.</summary>
public sealed class AnalysisSignal
{
    private readonly Channel<bool>[] _waiting = [One(), One()];

    public void Nudge()
    {
        foreach (var channel in _waiting) channel.Writer.TryWrite(true);
    }

    /// <summary>Until nudged, at most <paramref name="atMost"/>.</summary>
    /// <param name="worker">0 or 1: each of the two workers is woken.</param>
    public async Task WaitAsync(int worker, TimeSpan atMost, TimeProvider time, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await _waiting[worker].Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }
    }

    private static Channel<bool> One() => Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
