namespace Concerto.Bench;

/// <summary>Row 7: how soon a server that has its database is ready, and what it holds when nobody asks anything.</summary>
internal static class Starting
{
    private const int Runs = 5;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    public static async Task MeasureAsync(Report report, CancellationToken ct)
    {
        await using var site = await Site.NewAsync(ct);
        var starts = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            await using var serving = await site.ServeAsync(ct);
            starts.Add(serving.StartTime.TotalSeconds);
        }
        report.Add("from the start of the process to ready, median of 5", Report.Median(starts), "s", "goal ≤ 2 s");

        await using var idle = await site.ServeAsync(ct);
        await Task.Delay(Idle, ct);
        report.Add("memory after 20 s of nothing (resident)", idle.ResidentMegabytes(), "MB", "goal ≤ 200 MB");
    }
}
