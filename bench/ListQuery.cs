using System.Data.Common;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Concerto.Bench;

/// <summary>
/// Row 1: 20 projects with their first songs, each with its newest version and how many notes it has, over GraphQL; against an endpoint written by hand that
/// sends the same bytes, without asking who wants them. The two take turns, so that whatever the machine does meanwhile, it does to both.
/// </summary>
internal static class ListQuery
{
    private const string Query = "{ projects(first: 20) { nodes { id name songs(first: 10) { nodes { id name latestVersion { id label durationMs } commentCount } } } } }";
    private const int Connections = 16, Rounds = 7;
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(10), Turn = TimeSpan.FromSeconds(3);
    private static readonly Seed Seed = new("list", Projects: 1_000, SongsEach: 10, VersionsEach: 3, CommentsEach: 5);

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
        var mira = await Seed.MiraAsync(site, ct);
        var token = await Seed.TokenAsync(site, mira, ct);
        await using var yardstick = new Yardstick(site, mira, onMariaDb);
        await site.ListenAsync(app => app.MapGet("/raw", yardstick.AnswerAsync).AllowAnonymous(), ct);

        var graphQL = new Load(site.Url, "POST", "/graphql", token, JsonSerializer.Serialize(new { query = Query }));
        var raw = new Load(site.Url, "GET", "/raw");
        var commands = await CheckAsync(site, token, ct);
        await Console.Error.WriteLineAsync($"Warming up {database}.");
        foreach (var load in new[] { graphQL, raw, graphQL, raw }) await load.RunAsync(Connections, Warm, ct);
        var (ours, theirs) = (new List<Pace>(), new List<Pace>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await graphQL.RunAsync(Connections, Turn, ct));
            theirs.Add(await raw.RunAsync(Connections, Turn, ct));
        }
        var byRound = ours.Zip(theirs).ToList();
        report.Add($"{database}: requests/s", Report.Median(ours.Select(p => p.PerSecond)), "", $"raw {Report.Number(Report.Median(theirs.Select(p => p.PerSecond)))}");
        report.Add($"{database}: share of raw", Report.Median(byRound.Select(p => p.First.PerSecond / p.Second.PerSecond)), "", $"{Report.Number(byRound.Min(p => p.First.PerSecond / p.Second.PerSecond))} to {Report.Number(byRound.Max(p => p.First.PerSecond / p.Second.PerSecond))}; goal ≥ 0.6");
        report.Add($"{database}: processor time a request", Report.Median(ours.Select(p => p.Processor)), "ms", $"raw {Report.Number(Report.Median(theirs.Select(p => p.Processor)))} ms: {Report.Number(Report.Median(byRound.Select(p => p.Second.Processor / p.First.Processor)))} of it");
        var (p50, p99) = (Report.Median(ours.Select(p => p.Percentile(0.5))), Report.Median(ours.Select(p => p.Percentile(0.99))));
        report.Add($"{database}: p50, p99", $"{Report.Number(p50)}, {Report.Number(p99)} ms", $"{Report.Number(p99 / p50)} ×; goal ≤ 3 ×; raw {Report.Number(Report.Median(theirs.Select(p => p.Percentile(0.5))))}, {Report.Number(Report.Median(theirs.Select(p => p.Percentile(0.99))))} ms");
        report.Add($"{database}: SQL commands", $"{commands}", "goal ≤ 4, and one that finds whose the token is");
    }

    /// <summary>Both answer the same; how many commands GraphQL's took.</summary>
    private static async Task<int> CheckAsync(Site site, string token, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = site.Url, DefaultRequestHeaders = { Authorization = new("Bearer", token) } };
        await AskAsync(); // notes that the token was used
        await Task.Delay(500, ct);
        using var counter = new CommandCounter();
        await Task.Delay(2_000, ct); // EF Core looks for listeners once a second
        var answer = await AskAsync();
        var commands = counter.Count;
        var raw = await http.GetStringAsync("/raw", ct);
        return answer == raw ? commands - 1 : throw new InvalidOperationException($"The yardstick says something else:\n{answer}\n{raw}");

        async Task<string> AskAsync()
        {
            using var response = await http.PostAsJsonAsync("/graphql", new { query = Query }, ct);
            return await response.Content.ReadAsStringAsync(ct);
        }
    }

    /// <summary>The same answer by hand: ADO.NET in, <see cref="Utf8JsonWriter"/> out.</summary>
    private sealed class Yardstick(Site site, UserId mira, bool onMariaDb) : IAsyncDisposable
    {
        private readonly string _connectionString = ConnectionString(site);

        public async Task AnswerAsync(HttpContext http)
        {
            var ct = http.RequestAborted;
            await using DbConnection db = onMariaDb ? new MySqlConnection(_connectionString) : new SqliteConnection(_connectionString);
            await db.OpenAsync(ct);
            var projects = new List<(string Id, Guid Key, string Name)>();
            await using (var reader = await QueryAsync(db, $"SELECT Id, Name FROM Projects WHERE OwnerId = @me AND DeletedAt IS NULL ORDER BY NameKey, Id LIMIT 21", [], ct))
                while (await reader.ReadAsync(ct)) projects.Add((PublicId.Format(new ProjectId(reader.GetGuid(0))), reader.GetGuid(0), reader.GetString(1)));
            if (projects.Count > 20) projects.RemoveAt(20);

            var songs = new Dictionary<Guid, List<(string Id, Guid Key, string Name)>>();
            await using (var reader = await QueryAsync(db, $"""
                SELECT Id, ProjectId, Name FROM (SELECT Id, ProjectId, Name, ROW_NUMBER() OVER (PARTITION BY ProjectId ORDER BY NameKey, Id) AS Place FROM Songs
                WHERE ProjectId IN ({In(projects.Count)}) AND DeletedAt IS NULL) s WHERE Place <= 10 ORDER BY ProjectId, Place
                """, [.. projects.Select(p => p.Key)], ct))
                while (await reader.ReadAsync(ct))
                {
                    var project = reader.GetGuid(1);
                    if (!songs.TryGetValue(project, out var list)) songs.Add(project, list = []);
                    list.Add((PublicId.Format(new SongId(reader.GetGuid(0))), reader.GetGuid(0), reader.GetString(2)));
                }
            var keys = songs.Values.SelectMany(list => list).Select(s => s.Key).ToList();

            var latest = new Dictionary<Guid, (string Id, string? Label, long? DurationMs)>(keys.Count);
            await using (var reader = await QueryAsync(db, $"""
                SELECT v.SongId, v.Id, v.Label, v.Measurements_DurationMs FROM Versions v WHERE v.SongId IN ({In(keys.Count)}) AND v.DeletedAt IS NULL AND v.Status = 'Ready'
                AND v.Number = (SELECT MAX(w.Number) FROM Versions w WHERE w.SongId = v.SongId AND w.DeletedAt IS NULL AND w.Status = 'Ready')
                """, keys, ct))
                while (await reader.ReadAsync(ct))
                    latest.Add(reader.GetGuid(0), (PublicId.Format(new VersionId(reader.GetGuid(1))), reader.IsDBNull(2) ? null : reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt64(3)));

            var counts = new Dictionary<Guid, int>(keys.Count);
            await using (var reader = await QueryAsync(db, $"SELECT SongId, COUNT(*) FROM Comments WHERE SongId IN ({In(keys.Count)}) AND DeletedAt IS NULL GROUP BY SongId", keys, ct))
                while (await reader.ReadAsync(ct)) counts.Add(reader.GetGuid(0), reader.GetInt32(1));

            http.Response.ContentType = "application/json; charset=utf-8";
            await using var json = new Utf8JsonWriter(http.Response.BodyWriter, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
            json.WriteStartObject();
            json.WriteStartObject("data");
            json.WriteStartObject("projects");
            json.WriteStartArray("nodes");
            foreach (var project in projects)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, project.Id);
                json.WriteString("name"u8, project.Name);
                json.WriteStartObject("songs"u8);
                json.WriteStartArray("nodes"u8);
                foreach (var song in songs.GetValueOrDefault(project.Key) ?? [])
                {
                    json.WriteStartObject();
                    json.WriteString("id"u8, song.Id);
                    json.WriteString("name"u8, song.Name);
                    if (latest.TryGetValue(song.Key, out var version))
                    {
                        json.WriteStartObject("latestVersion"u8);
                        json.WriteString("id"u8, version.Id);
                        json.WriteString("label"u8, version.Label);
                        if (version.DurationMs is { } duration) json.WriteNumber("durationMs"u8, duration);
                        else json.WriteNull("durationMs"u8);
                        json.WriteEndObject();
                    }
                    else
                    {
                        json.WriteNull("latestVersion"u8);
                    }
                    json.WriteNumber("commentCount"u8, counts.GetValueOrDefault(song.Key));
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
            await json.FlushAsync(ct);
        }

        private static string In(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"@p{i}"));

        private async Task<DbDataReader> QueryAsync(DbConnection db, string sql, List<Guid> keys, CancellationToken ct)
        {
            var command = db.CreateCommand(); // goes with its connection
            command.CommandText = sql;
            if (keys.Count == 0) Add("@me", mira.Value);
            for (var i = 0; i < keys.Count; i++) Add($"@p{i}", keys[i]);
            return await command.ExecuteReaderAsync(ct);

            void Add(string name, Guid value)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = (name, value);
                command.Parameters.Add(parameter);
            }
        }

        private static string ConnectionString(Site site)
        {
            using var db = site.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContext();
            return db.Database.GetConnectionString()!;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Counts the commands that EF Core sends, whoever wrote them.</summary>
    internal sealed class CommandCounter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly List<IDisposable> _subscriptions = [];
        private int _count;

        public CommandCounter() => _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));

        public int Count => _count;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) _subscriptions.Add(value.Subscribe(this));
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == Microsoft.EntityFrameworkCore.Diagnostics.RelationalEventId.CommandExecuted.Name) Interlocked.Increment(ref _count);
        }

        public void OnCompleted() { }
        public void OnError(Exception error) { }
        public void Dispose() => _subscriptions.ForEach(s => s.Dispose());
    }
}
