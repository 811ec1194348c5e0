using Concerto.Domain.Storage;
using Concerto.Infrastructure.Storage;

namespace Concerto.Web.Hosting;

/// <summary>Once, after the start: says on the console what is wrong with the bucket, before a musician finds out.</summary>
internal sealed class StoreCheck(IObjectStore store, ConcertoOptions options, ILogger<StoreCheck> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (store is not S3ObjectStore s3) return;
        foreach (var warning in await s3.CheckAsync(new Uri(options.PublicUrl), stoppingToken)) log.LogWarning("{Warning}", warning);
    }
}
