using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Live;

/// <summary>Rows that are committed in another order than they were written: only MariaDB does that.</summary>
public sealed class ActivityReaderTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new();
    private Server _server = null!;
    private Song _song = null!;

    private IDbContextFactory<ConcertoDbContext> Contexts => _server.Services.GetRequiredService<IDbContextFactory<ConcertoDbContext>>();

    public async Task InitializeAsync()
    {
        _server = await ConcertoFixture.StartAsync(ConcertoFixture.MariaDb, settings: "--Concerto:Roles=web");
        _song = await _server.SongAsync(await _server.NewPersonAsync(), "Demos", "Intro");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_is_committed_late_is_read_late_and_once()
    {
        var reader = await BeginAsync();
        await using var slow = await WriteAsync();
        await using var quick = await WriteAsync();
        await quick.CommitAsync();

        Assert.Equal([quick.Sequence], await ReadAsync(reader));
        Assert.Equal([slow.Sequence], reader.Mark.Missing);
        await slow.CommitAsync();
        Assert.Equal([slow.Sequence], await ReadAsync(reader));
        Assert.Empty(reader.Mark.Missing);
        Assert.Empty(await ReadAsync(reader));
    }

    [Fact]
    public async Task One_who_begins_in_between_reads_what_is_committed_late_too()
    {
        await using var slow = await WriteAsync();
        await using var quick = await WriteAsync();
        await quick.CommitAsync();
        var reader = await BeginAsync();
        await slow.CommitAsync();

        Assert.Equal([slow.Sequence], await ReadAsync(reader));
    }

    [Fact]
    public async Task A_gap_that_never_fills_is_given_up_after_a_minute()
    {
        var reader = await BeginAsync();
        await using (await WriteAsync()) { } // rolled back: its number is gone for good
        await using var next = await WriteAsync();
        await next.CommitAsync();

        Assert.Equal([next.Sequence], await ReadAsync(reader));
        Assert.Single(reader.Mark.Missing);
        _clock.Advance(ActivityReader.Patience + TimeSpan.FromSeconds(1));
        Assert.Empty(await ReadAsync(reader));
        Assert.Empty(reader.Mark.Missing);
    }

    [Fact]
    public async Task However_many_numbers_are_skipped_few_are_remembered()
    {
        var reader = await BeginAsync();
        await _server.LookAsync(db => db.Database.ExecuteSqlRawAsync("ALTER TABLE Activities AUTO_INCREMENT = 1000000"));
        await using var far = await WriteAsync();
        await far.CommitAsync();

        Assert.Equal([1_000_000], await ReadAsync(reader));
        Assert.Equal(Enumerable.Range(999_936, ActivityMark.MostMissing).Select(n => (long)n), reader.Mark.Missing);
        Assert.InRange(reader.Mark.ToString().Length, 1, 1000); // it goes into a header
    }

    private Task<ActivityReader> BeginAsync() => ActivityReader.BeginAsync(Contexts, _clock, default);

    private static async Task<List<long>> ReadAsync(ActivityReader reader) => [.. (await reader.ReadAsync(default)).Select(reader.Take).Select(h => h.Sequence)];

    private async Task<Writing> WriteAsync()
    {
        var db = await Contexts.CreateDbContextAsync();
        await db.Database.BeginTransactionAsync();
        var activity = Activity.In(_song, ActivityKind.SongRenamed, null, TimeProvider.System.Now());
        db.Activities.Add(activity);
        await db.SaveChangesAsync();
        return new(db, activity.Sequence);
    }

    /// <summary>A transaction that has written a row; rolled back unless committed.</summary>
    private sealed record Writing(ConcertoDbContext Db, long Sequence) : IAsyncDisposable
    {
        public Task CommitAsync() => Db.Database.CommitTransactionAsync();
        public ValueTask DisposeAsync() => Db.DisposeAsync();
    }
}
