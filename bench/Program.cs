using Concerto.Bench;

// bench/: what performance.md wants measured, each row against its yardsticks in one run on one machine. Not part of ./test.
//   dotnet run -c Release --project bench             all rows
//   dotnet run -c Release --project bench -- 4 7      some of them
(string Number, string What, Func<Report, CancellationToken, Task> Measure)[] rows =
[
    ("1", "The list that third-party apps live on, 16 connections", ListQuery.MeasureAsync),
    ("2", "Paging through a million songs", Paging.MeasureAsync),
    ("3", "Signing an upload", Signing.MeasureAsync),
    ("4", "Listening to an hour of stereo at 44.1 kHz", Analysis.MeasureAsync),
    ("5", "Digests: 100,000 people with 1,000,000 notifications", Digests.MeasureAsync),
    ("6", "The song page with 500 notes", SongPage.MeasureAsync),
    ("7", "Starting", Starting.MeasureAsync),
];

// The app in this process finds its pages and assets where the repository has them.
Environment.SetEnvironmentVariable("ASPNETCORE_CONTENTROOT", Path.Combine(Site.Repository(), "Concerto.Web"));
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};
if (args.Except(rows.Select(row => row.Number)).FirstOrDefault() is { } unknown)
{
    await Console.Error.WriteLineAsync($"There is no row {unknown}. There are: {string.Join(", ", rows.Select(row => row.Number))}.");
    return 2;
}
foreach (var (number, what, measure) in rows.Where(row => args.Length == 0 || args.Contains(row.Number)))
{
    var report = new Report($"{number}. {what}");
    await measure(report, stop.Token);
    report.Print(Console.Out);
}
return 0;
