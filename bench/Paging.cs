using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.GraphQL;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Bench;

/// <summary>Row 2: a project of a million songs; its page 10,000 against its page 1, asked for in turn. So deep a page is looked for in three ways that one can come to it.</summary>
internal static class Paging
{
    private const string Songs = "query ($id: ID!, $after: String) { project(id: $id) { songs(first: 100, after: $after) { pageInfo { hasNextPage } nodes { id name } } } }";
    private const string Backwards = "query ($id: ID!, $before: String) { project(id: $id) { songs(last: 100, before: $before) { pageInfo { hasPreviousPage } nodes { id name } } } }";
    private const string Lists = "query ($after: String) { projects { nodes { songs(first: 100, after: $after) { pageInfo { hasNextPage } nodes { id name } } } } }";
    private const int Size = 100, Page = 10_000, Warm = 50, Runs = 200;
    private static readonly Seed Seed = new("million", Projects: 1, SongsEach: Size * Page, VersionsEach: 0, CommentsEach: 0);

    public static async Task MeasureAsync(Report report, CancellationToken ct)
    {
        await MeasureAsync(report, "SQLite", false, ct);
        await MeasureAsync(report, "MariaDB", true, ct);
    }

    private static async Task MeasureAsync(Report report, string database, bool onMariaDb, CancellationToken ct)
    {
        await using var site = await Seed.SiteAsync(onMariaDb, ct);
        if (site is null)
        {
            report.Add(database, "–", "not measured: eval \"$(eng/servers env)\" first");
            return;
        }
        var token = await Seed.TokenAsync(site, await Seed.MiraAsync(site, ct), ct);
        await site.ListenAsync(_ => { }, ct);
        using var http = new HttpClient { BaseAddress = site.Url, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        await using var db = await site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContextAsync(ct);
        var id = (await db.Projects.Select(p => p.Id).SingleAsync(ct)).ToString();
        var order = new Keyset<Song>().By(s => s.NameKey).By(s => s.Id);
        var before = order.Cursor(await db.Songs.AsNoTracking().OrderBy(s => s.NameKey).Skip(Size * (Page - 1) - 1).FirstAsync(ct)); // what page 9,999 ends with
        var second = order.Cursor(await db.Songs.AsNoTracking().OrderBy(s => s.NameKey).Skip(Size).FirstAsync(ct)); // what page 2 starts with

        await CompareAsync("its songs", (Songs, new { id, after = (string?)null }), (Songs, new { id, after = before }));
        await CompareAsync("from its end", (Backwards, new { id, before = second }), (Backwards, new { id, before = (string?)null }));
        await CompareAsync("in a list of projects", (Lists, new { after = (string?)null }), (Lists, new { after = before }));

        async Task CompareAsync(string what, (string Query, object Variables) one, (string Query, object Variables) tenThousand)
        {
            var (near, far) = (new List<double>(), new List<double>());
            for (var run = 0; run < Warm + Runs; run++)
            {
                var (a, b) = (await AskAsync(one.Query, one.Variables), await AskAsync(tenThousand.Query, tenThousand.Variables));
                if (run == 1 && Math.Max(a, b) > 500) // nothing to wait 200 times for; the first time is everybody's slowest
                {
                    report.Add($"{database}: {what}, page {Page:N0}", b, "ms", $"page 1: {Report.Number(a)} ms, in one run");
                    return;
                }
                if (run < Warm) continue;
                near.Add(a);
                far.Add(b);
            }
            report.Add($"{database}: {what}, page {Page:N0}", Report.Median(far), "ms", $"{Report.Number(Report.Median(far) / Report.Median(near))} × page 1 ({Report.Number(Report.Median(near))} ms); goal 0.8 to 1.2 ×");
        }

        async Task<double> AskAsync(string query, object variables)
        {
            var clock = Stopwatch.StartNew();
            using var response = await http.PostAsJsonAsync("/graphql", new { query, variables }, ct);
            var answer = await response.Content.ReadAsStringAsync(ct);
            var elapsed = clock.Elapsed.TotalMilliseconds;
            using var json = JsonDocument.Parse(answer);
            return answer.Split("\"id\":").Length == Size + 1 ? elapsed : throw new InvalidOperationException(answer);
        }
    }
}
