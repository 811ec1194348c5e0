using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Scheduling;
using Concerto.Tests.GraphQL;
using Concerto.Web;
using Concerto.Web.Features;
using Concerto.Web.Features.Alerts;
using Concerto.Web.Features.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Jobs;

/// <summary>Law 5: what runs by itself is written down, runs once a tick on however many nodes, and is missed when it does not run.</summary>
public sealed class JobTests
{
    private static readonly ScheduledJob Scripted = ScheduledJob.Of<ScriptedJob>(5, "Scripts", "Does as the test says.", n => $"did {n}");
    private readonly FakeTimeProvider _clock = new(new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
    private readonly Script _script = new();

    [OnBothDatabases]
    public async Task Law5_a_worker_that_is_silent_for_two_ticks_is_an_alert_a_metric_and_a_degraded_readiness_on_nodes_that_run_no_jobs(string database)
    {
        await using var server = await StartAsync(database);
        using var meter = new SilentMeter();
        using var http = new HttpClient { BaseAddress = server.Url };
        await RunAsync(server);
        await SeenAsync(meter, silent: false);
        Assert.Empty(await AlertsAsync(server));
        Assert.Equal("Healthy", await JobsPartAsync(http));

        _clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(["Scripts have not run for 11 minutes. Is the worker running?"], (await AlertsAsync(server)).Select(a => a.Text));
        Assert.Equal("Degraded", await JobsPartAsync(http));
        await SeenAsync(meter, silent: true);
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal([new("Scripts have not run since yesterday, 09:00. Is the worker running?", "/admin/jobs", true)], await AlertsAsync(server));

        await RunAsync(server);
        Assert.Empty(await AlertsAsync(server));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await SeenAsync(meter, silent: false);
    }

    [Fact]
    public async Task Law5_a_job_that_has_never_run_is_missed_as_well()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        await HeartbeatsAreThereAsync(server);
        _clock.Advance(TimeSpan.FromMinutes(12));
        Assert.Equal(["Scripts have never run. Is the worker running?"], (await AlertsAsync(server)).Select(a => a.Text));
    }

    [OnBothDatabases]
    public async Task Law5_eight_nodes_with_one_tick_run_it_once(string database)
    {
        await using var server = await StartAsync(database);
        var ran = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RunAsync(server))));
        Assert.Single(ran, run => run is not null);
        Assert.Equal(1, _script.Runs);

        Assert.Null(await RunAsync(server)); // long after the lease was given back: the ledger knows the tick
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.NotNull(await RunAsync(server));
    }

    [OnBothDatabases]
    public async Task A_killed_nodes_lease_is_somebody_elses_within_a_minute_and_a_living_ones_never(string database)
    {
        await using var server = await StartAsync(database);
        var leases = server.Services.GetRequiredService<Leases>();
        await server.QueryAsync(async db =>
        {
            db.Leases.Add(new(Scripted.Name, Guid.CreateVersion7(), "killed", _clock.Now() + Lease.Time));
            return await db.SaveChangesAsync();
        });
        Assert.Null(leases.TryTake(Scripted.Name));
        _clock.Advance(Lease.Time);

        using var lease = leases.TryTake(Scripted.Name);
        for (var quarter = 0; quarter < 12; quarter++)
        {
            Assert.Null(leases.TryTake(Scripted.Name));
            var until = _clock.Now() + (Lease.Time * 1.25);
            _clock.Advance(Lease.Time / 4);
            await UntilAsync(() => server.QueryAsync(db => db.Leases.AnyAsync(l => l.Name == Scripted.Name && l.Until == until)));
        }
        Assert.False(lease!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_job_whose_lease_is_taken_from_it_stops_and_one_that_hangs_for_an_hour_is_left_behind()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        _script.Do = async ct =>
        {
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        };
        var running = RunAsync(server);
        await UntilAsync(() => Task.FromResult(_script.Runs == 1));
        await server.QueryAsync(db => db.Leases.ExecuteUpdateAsync(set => set.SetProperty(l => l.Owner, Guid.CreateVersion7())));
        _clock.Advance(Lease.Time / 4);
        Assert.Equal("It lost its lease, or took too long.", (await running)!.Error);

        using var held = server.Services.GetRequiredService<Leases>().TryTake("Something else")!;
        _clock.Advance(Lease.Longest + Lease.Time);
        await UntilAsync(() => Task.FromResult(held.Lost.IsCancellationRequested));
    }

    [OnBothDatabases]
    public async Task What_fails_is_written_down_told_to_admins_the_third_time_and_forgotten_once_it_works(string database)
    {
        await using var server = await StartAsync(database);
        _script.Do = _ => throw new IOException("The disk is full.");
        for (var failed = 0; failed < 3; failed++, _clock.Advance(TimeSpan.FromMinutes(5)))
        {
            Assert.Empty(await AlertsAsync(server));
            Assert.Equal("The disk is full.", (await RunAsync(server))!.Error);
        }
        Assert.Equal(["Scripts have failed 3 times in a row. The last time: The disk is full."], (await AlertsAsync(server)).Select(a => a.Text));

        _script.Do = _ => Task.FromResult(7);
        Assert.Equal((7, null), ((await RunAsync(server))!.Did, (await LastRunAsync(server)).Error));
        Assert.Empty(await AlertsAsync(server));
    }

    [OnBothDatabases]
    public async Task An_admin_runs_a_job_by_hand_and_it_is_in_the_ledger_and_in_the_audit_log(string database)
    {
        await using var server = await StartAsync(database);
        var (admin, mira) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync());
        _script.Do = _ => Task.FromResult(3);
        var ran = await admin.DoAsync("runJob", new { name = Scripted.Name }, "jobRun { job did error byHand { name } }");
        Assert.Equal("""{"job":"ScriptedJob","did":3,"error":null,"byHand":{"name":"Ada"}}""", ran["jobRun"]!.ToJsonString());
        Assert.Equal((AuditAction.JobRunByHand, admin.Id, Scripted.Name), await server.QueryAsync(async db => await db.AuditEntries.Where(e => e.ActorId == admin.Id && e.Action == AuditAction.JobRunByHand).Select(e => ValueTuple.Create(e.Action, e.ActorId!.Value, e.Detail!)).SingleAsync()));

        using var lease = server.Services.GetRequiredService<Leases>().TryTake(Scripted.Name);
        Assert.Equal(["JobIsRunningError"], Errors(await admin.MutateAsync("runJob", new { name = Scripted.Name })));
        Assert.Equal(["JobNotFoundError"], Errors(await admin.MutateAsync("runJob", new { name = "Nonsense" })));
        Assert.Equal(["NotAllowedError"], Errors(await mira.MutateAsync("runJob", new { name = Scripted.Name })));
        Assert.Equal("FORBIDDEN", (string)(await mira.AskAsync("{ jobs { name } }"))["errors"]![0]!["extensions"]!["code"]!);
    }

    [Fact]
    public async Task The_page_says_what_each_job_does_and_did_and_runs_it()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite);
        using var admin = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        using var mira = await (await server.NewPersonAsync()).SignedInAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await mira.GetAsync("/admin/jobs")).StatusCode);

        _script.Do = _ => Task.FromResult(3);
        Assert.Equal(HttpStatusCode.Redirect, (await admin.PostFormAsync("/admin/jobs")).StatusCode);
        Assert.Contains("Scripts: did 3.", Main(await admin.GetPageAsync("/admin/jobs")));

        _clock.Advance(TimeSpan.FromMinutes(5));
        _script.Do = _ => throw new IOException("The disk is full.");
        await RunAsync(server);
        _clock.Advance(TimeSpan.FromMinutes(15));
        var page = Main(await admin.GetPageAsync("/admin/jobs"));
        Assert.Contains("Silent since 15 minutes ago, though it is due every 5 minutes. Is the worker running?", page);
        Assert.Contains("Last run 15 minutes ago: failed. The disk is full.", page);
        Assert.Contains("did 3, by hand", page);
    }

    [OnBothDatabases]
    public async Task Whoever_starts_a_worker_finds_every_job_run_within_seconds_under_the_lease_and_by_the_schedule(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database);
        await UntilAsync(() => server.QueryAsync(async db => await db.JobRuns.Where(r => r.FinishedAt != null && r.Error == null).Select(r => r.Job).Distinct().CountAsync() == Schedule.Jobs.Count));
        Assert.Equal(Schedule.Jobs.Select(j => j.Name).Order(), await server.QueryAsync(db => db.Leases.Select(l => l.Name).OrderBy(n => n).ToListAsync()));
        Assert.All(await server.QueryAsync(db => db.Heartbeats.ToListAsync()), beat => Assert.NotNull(beat.LastSuccess));
    }

    [OnBothDatabases]
    public async Task The_ledger_keeps_thirty_days(string database)
    {
        await using var server = await StartAsync(database);
        await RunAsync(server);
        _clock.Advance(TidyLedger.Kept);
        await RunAsync(server);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await server.UseAsync((TidyLedger tidy) => tidy.ExecuteAsync(default)));
        Assert.Equal(1, await server.QueryAsync(db => db.JobRuns.CountAsync()));
    }

    /// <summary>A node that runs no jobs, and knows of one: the test runs it as another node would.</summary>
    private Task<Server> StartAsync(string database) => ConcertoFixture.StartAsync(database, builder =>
    {
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddSingleton<IReadOnlyList<ScheduledJob>>([Scripted]).AddSingleton(_script).AddScoped<ScriptedJob>();
    }, "--Concerto:Roles=web");

    /// <summary>As Coravel does at a tick.</summary>
    private async Task<JobRun?> RunAsync(Server server)
    {
        using var lease = server.Services.GetRequiredService<Leases>().TryTake(Scripted.Name);
        return lease is null ? null : await server.Services.GetRequiredService<JobRunner>().RunAsync(Scripted, Scripted.TickAt(_clock.Now()), lease, default);
    }

    private static Task<JobRun> LastRunAsync(Server server) => server.QueryAsync(db => db.JobRuns.OrderByDescending(r => r.Sequence).FirstAsync());

    private static async Task<IReadOnlyList<Alert>> AlertsAsync(Server server) =>
        await server.UseAsync((IEnumerable<IAlertSource> sources) => server.QueryAsync(db => sources.OfType<JobAlerts>().Single().LookAsync(db, default)));

    private static async Task<string> JobsPartAsync(HttpClient http)
    {
        using var answer = await http.GetAsync("/health/ready");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["parts"]!["jobs"]!;
    }

    private static Task HeartbeatsAreThereAsync(Server server) => UntilAsync(() => server.QueryAsync(db => db.Heartbeats.AnyAsync()));

    private async Task SeenAsync(SilentMeter meter, bool silent)
    {
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromTicks(10)); // a look that was to be taken is
            return Task.FromResult(meter.Value == (silent ? 1 : 0));
        });
    }

    private static Task UntilAsync(Func<Task<bool>> seen) => Until.ItIsSoAsync(seen, "It does not come about.");

    private static string Main(AngleSharp.Html.Dom.IHtmlDocument page) => string.Join(' ', page.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string[] Errors(JsonNode payload) => [.. payload["errors"]!.AsArray().Select(e => (string)e!["__typename"]!)];

    private sealed class Script
    {
        public int Runs;
        public Func<CancellationToken, Task<int>> Do { get; set; } = _ => Task.FromResult(0);
    }

    private sealed class ScriptedJob(Script script) : IJob
    {
        public Task<int> ExecuteAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref script.Runs);
            return script.Do(ct);
        }
    }

    /// <summary>What monitoring is told of the scripted job.</summary>
    private sealed class SilentMeter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int? _value;

        public SilentMeter()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "concerto.job.silent", Meter.Name: "Concerto" }) listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
            {
                if (tags.ToArray().Contains(new("job", Scripted.Name))) _value = value;
            });
            _listener.Start();
        }

        public int? Value
        {
            get
            {
                _listener.RecordObservableInstruments();
                return _value;
            }
        }

        public void Dispose() => _listener.Dispose();
    }
}
