using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Concerto.Infrastructure.Email;

/// <summary>Dispatches mail in a worker: at once when this process wrote one, every few seconds for what others wrote.</summary>
internal sealed class MailLoop(MailDispatcher dispatcher, Outbox outbox, TimeProvider time, ILogger<MailLoop> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await dispatcher.DispatchAsync(stoppingToken);
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
