using Concerto.Domain.Audio;

namespace Concerto.Web.Features.Analysis;

/// <summary>
/// Listens to what arrives, for as long as the process lives: one loop for what people wait for, one for renditions, so that the second
/// never delays the first. Every look is at the database, so that other nodes' and a dead worker's versions are seen too.
/// </summary>
public sealed class AnalysisWorker(IServiceScopeFactory scopes, AnalysisSignal signal, TimeProvider time, ILogger<AnalysisWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(LoopAsync(AnalysisStage.Measure, 0, stoppingToken), LoopAsync(AnalysisStage.Render, 1, stoppingToken));

    private async Task LoopAsync(AnalysisStage stage, int worker, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<AnalyseNext>().ExecuteAsync(stage, ct)) continue;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Stage {Stage} of the analysis stumbled; it goes on", stage);
            }
            try
            {
                await signal.WaitAsync(worker, Pause, time, ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
