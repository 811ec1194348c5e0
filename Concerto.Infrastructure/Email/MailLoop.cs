using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concerto.Infrastructure.Email;

/// <summary>Dispatches mail in a worker: at once when this process wrote one, every few seconds for what others wrote.</summary>
internal sealed class MailLoop(MailDispatcher dispatcher, Outbox outbox, MailBudget budget, MailMeter meter, IDbContextFactory<ConcertoDbContext> contexts, TimeProvider time, ILogger<MailLoop> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3), Gauged = TimeSpan.FromSeconds(30);

    private long _gauged = long.MinValue;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await dispatcher.DispatchAsync(stoppingToken);
                await GaugeAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return; // what was in hand stays leased, and is sent by whoever comes next
            }
            catch (Exception e)
            {
                log.LogError(e, "Dispatching mail failed; it goes on in a few seconds");
            }
            await NudgeOrIntervalAsync(stoppingToken);
        }
    }

    // What monitoring reads is half a minute old at most.
    private async Task GaugeAsync(CancellationToken ct)
    {
        if (_gauged != long.MinValue && time.GetElapsedTime(_gauged) < Gauged) return;
        await using var db = await contexts.CreateDbContextAsync(ct);
        meter.Saw(await budget.LookAsync(db, ct));
        _gauged = time.GetTimestamp();
    }

    private async Task NudgeOrIntervalAsync(CancellationToken ct)
    {
        using var interval = new CancellationTokenSource(Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(interval.Token, ct);
        try
        {
            await outbox.NudgedAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The interval is over, or the process stops: the loop looks which.
        }
    }
}
