using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Tests.Crash;
using Concerto.Tests.Storage;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Concerto.Web.Features.Uploads;
using Concerto.Web.Features.Versions;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Uploads;

public class UploadLawsTests
{
    /// <summary>
    /// Incident 000: Ana shared her "Demos ▸ Intro" with Ben, who has a "Demos ▸ Intro" of his own. Ben uploaded by name, and the file went
    /// into Ana's song.
    /// </summary>
    [OnBothDatabases]
    public async Task Law2_an_upload_by_name_lands_in_its_uploaders_own_song_whatever_is_shared_with_them(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var anas = await server.SongAsync(ana, "Demos", "Intro");
        var bens = await server.SongAsync(ben, "Demos", "Intro");
        await server.ShareAsync(anas.ProjectId, ben, Role.Editor);

        foreach (var (projectName, songName) in new[] { ("Demos", "Intro"), ("DEMOS", " intro "), ("Demo\u200bs", "Ｉntro") })
        {
            await server.UploadAsync(ana, new(ProjectName: projectName, SongName: songName));
            await server.UploadAsync(ben, new(ProjectName: projectName, SongName: songName));
        }

        await server.LookAsync(async db =>
        {
            var versions = await db.Versions.Where(v => v.SongId == anas.Id || v.SongId == bens.Id).ToListAsync();
            Assert.Equal(6, versions.Count);
            Assert.All(versions, v => Assert.Equal(v.UploaderId == ana.Id ? anas.Id : bens.Id, v.SongId));
            Assert.Equal(1, await db.Projects.CountAsync(p => p.OwnerId == ben.Id));
            Assert.Empty(await Access.Songs(db, ana.Caller).Where(s => s.Id == bens.Id).ToListAsync());
            Assert.Empty(await Access.Versions(db, ana.Caller).Where(v => v.SongId == bens.Id).ToListAsync());
        });
    }

    [OnBothDatabases]
    public async Task Law2_a_name_that_only_a_shared_project_has_makes_a_project_of_ones_own(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var anas = await server.SongAsync(ana, "Only Ana's", "Intro");
        await server.ShareAsync(anas.ProjectId, ben, Role.Editor);

        var signed = await server.SignAsync(ben, new(ProjectName: "Only Ana's", SongName: "Intro"));

        await server.LookAsync(async db =>
        {
            var song = await db.Songs.SingleAsync(s => db.Versions.Any(v => v.Id == signed.Upload.VersionId && v.SongId == s.Id));
            Assert.Equal(ben.Id, (await db.Projects.SingleAsync(p => p.Id == song.ProjectId)).OwnerId);
        });
    }

    [OnBothDatabases]
    public async Task Law1_fifty_uploads_at_once_by_the_same_new_names_make_one_song_with_versions_1_to_50(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        string[] spellings = ["Intro", "INTRO", " intro", "In\u200btro", "Ｉｎｔｒｏ"];

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => server.SignAsync(ana, new(ProjectName: "Demos", SongName: spellings[i % 5]))));

        await server.LookAsync(async db =>
        {
            var project = await db.Projects.SingleAsync(p => p.OwnerId == ana.Id);
            var song = await db.Songs.SingleAsync(s => s.ProjectId == project.Id);
            Assert.Equal(Enumerable.Range(1, 50), await db.Versions.Where(v => v.SongId == song.Id).OrderBy(v => v.Number).Select(v => v.Number).ToListAsync());
        });
    }

    [OnBothDatabases]
    public async Task Law1_of_twenty_who_create_a_song_of_one_name_one_wins_and_nineteen_are_told(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Album"), ana.Caller, default));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            Record.ExceptionAsync(() => server.UseAsync((CreateSong create) => create.ExecuteAsync(new(project.Id, "Ouvertüre"), ana.Caller, default)))));

        Assert.Single(outcomes, e => e is null);
        Assert.Equal(19, outcomes.OfType<NameTakenException>().Count(e => e is { Field: "name", Name: "Ouvertüre" }));
    }

    [OnBothDatabases]
    public async Task Law1_a_rename_into_a_taken_name_is_refused_and_a_deleted_ones_name_is_free(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var one = await server.SongAsync(ana, "Album", "One");
        var two = await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(one.ProjectId, "Two"), ana.Caller, default));

        await Assert.ThrowsAsync<NameTakenException>(() => Rename("ONE\u200d"));
        await server.UseAsync((DeleteSong delete) => delete.ExecuteAsync(new(one.Id), ana.Caller, default));
        Assert.Equal("ONE", (await Rename("ONE")).Name);

        Task<Song> Rename(string name) => server.UseAsync((RenameSong rename) => rename.ExecuteAsync(new(two.Id, name), ana.Caller, default));
    }

    [OnBothDatabases]
    public async Task Law1_a_label_is_taken_within_its_song_only(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        await server.SignAsync(ana, new(ProjectName: "Demos", SongName: "Intro"), label: "less reverb");
        await server.SignAsync(ana, new(ProjectName: "Demos", SongName: "Outro"), label: "less reverb");

        var refusal = await Assert.ThrowsAsync<NameTakenException>(() => server.SignAsync(ana, new(ProjectName: "Demos", SongName: "Intro"), label: "Less  REVERB"));
        Assert.Equal("label", refusal.Field);
    }

    [OnBothDatabases]
    public async Task Law3_nobody_but_its_uploader_sees_an_upload_until_it_is_ready(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var song = await server.SongAsync(ana, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, ben, Role.Editor);

        var there = await server.SignAsync(ana, new(SongId: song.Id));
        var fresh = await server.SignAsync(ana, new(ProjectId: song.ProjectId, SongName: "Fresh"));
        Assert.Equal((2, 2), await SeenBy(ana));
        Assert.Equal((1, 0), await SeenBy(ben));

        await server.SendAsync(fresh);
        await server.CompleteAsync(ana, fresh);
        await server.WaitUntilReadyAsync(fresh.Upload.VersionId);
        Assert.Equal((2, 1), await SeenBy(ben));
        await server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(there.Upload.Id), ana.Caller, default));

        Task<(int, int)> SeenBy(Person person) => server.QueryAsync(async db => (
            await Access.Songs(db, person.Caller).CountAsync(s => s.ProjectId == song.ProjectId),
            await Access.Versions(db, person.Caller).CountAsync(v => db.Songs.Any(s => s.Id == v.SongId && s.ProjectId == song.ProjectId))));
    }

    [OnBothDatabases]
    public async Task Law3_giving_up_takes_along_what_exists_only_because_of_the_upload(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var first = await server.SignAsync(ana, new(ProjectName: "New", SongName: "Song"));
        var second = await server.SignAsync(ana, new(ProjectName: "New", SongName: "Song"));

        await Abort(first);
        Assert.Equal((1, 1, 1), await Counts());
        await Abort(second);
        Assert.Equal((0, 0, 0), await Counts());
        await Assert.ThrowsAsync<UploadNotFoundException>(() => Abort(second));

        Task Abort(SignedUpload upload) => server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(upload.Upload.Id), ana.Caller, default));
        Task<(int, int, int)> Counts() => server.QueryAsync(async db => (
            await db.Projects.CountAsync(p => p.OwnerId == ana.Id),
            await db.Songs.CountAsync(s => db.Projects.Any(p => p.Id == s.ProjectId && p.OwnerId == ana.Id)),
            await db.Versions.CountAsync(v => v.UploaderId == ana.Id)));
    }

    [OnBothDatabases]
    public async Task Law3_a_project_made_by_hand_outlives_the_upload_to_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Kept"), ana.Caller, default));
        var upload = await server.SignAsync(ana, new(ProjectName: "kept", SongName: "Gone"));
        await server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(upload.Upload.Id), ana.Caller, default));

        await server.LookAsync(async db =>
        {
            var project = await db.Projects.SingleAsync(p => p.OwnerId == ana.Id);
            Assert.False(await db.Songs.AnyAsync(s => s.ProjectId == project.Id));
        });
    }

    [OnBothDatabases]
    public async Task Law3_giving_up_while_others_upload_to_the_same_new_song_loses_nobodys_upload(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i =>
        {
            var upload = await server.SignAsync(ana, new(ProjectName: "Busy", SongName: "Song"));
            if (i % 2 == 0) await server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(upload.Upload.Id), ana.Caller, default));
        }));

        await server.LookAsync(async db =>
        {
            var song = await db.Songs.SingleAsync(s => db.Projects.Any(p => p.Id == s.ProjectId && p.OwnerId == ana.Id));
            Assert.Equal(12, await db.Versions.CountAsync(v => v.SongId == song.Id));
        });
    }

    [OnBothDatabases]
    public async Task Law3_a_refused_upload_does_not_keep_a_name_from_others(string database)
    {
        var clock = new AdjustableClock();
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(clock), "--Concerto:Roles=web");
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Album"), ana.Caller, default));
        await server.ShareAsync(project.Id, ben, Role.Editor);
        foreach (var name in new[] { "Intro", "Outro" }) await server.UploadAsync(ben, new(ProjectId: project.Id, SongName: name), "%PDF-1.7 not a song"u8.ToArray());

        // The owner wants the name: the song is theirs to see from now on.
        var song = await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(project.Id, "INTRO"), ana.Caller, default));
        Assert.Equal("INTRO", song.Name);
        await server.LookAsync(async db => Assert.Equal([song.Id], await Access.Songs(db, ana.Caller).Select(s => s.Id).ToListAsync()));

        // What nobody wants goes after a month.
        clock.Offset += TimeSpan.FromDays(31);
        Assert.Equal(1, await server.UseAsync((CollectExpiredUploads collect) => collect.ExecuteAsync(default)));
        await server.LookAsync(async db => Assert.Equal([song.Id], await db.Songs.Where(s => s.ProjectId == project.Id).Select(s => s.Id).ToListAsync()));
    }

    [OnBothDatabases]
    public async Task Law4_a_completion_that_nobody_waits_for_any_more_is_completed(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var store = new SlowStore(server.Services.GetRequiredService<IObjectStore>());
        var slow = ActivatorUtilities.CreateInstance<CompleteUpload>(server.Services, store);
        var ana = await server.NewPersonAsync();
        var upload = await server.SignAsync(ana, new(ProjectName: "Demos", SongName: "Intro"));
        await server.SendAsync(upload);

        using var impatience = new CancellationTokenSource();
        var completing = slow.ExecuteAsync(new(upload.Upload.Id), ana.Caller, impatience.Token);
        await store.Begun.Task.WaitAsync(Until.Patience);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => completing);

        store.Go.SetResult();
        await server.WaitUntilReadyAsync(upload.Upload.VersionId);
    }

    [OnBothDatabases]
    public async Task A_quota_holds_against_uploads_at_once_and_counts_what_lies_in_the_bin(string database)
    {
        await using var server = await ConcertoFixture.StartAsync(database, null, "--Concerto:Roles=web", "--Concerto:Upload:QuotaPerOwner=10000");
        var ana = await server.NewPersonAsync();
        var project = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Full"), ana.Caller, default));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Record.ExceptionAsync(() => server.SignAsync(ana, new(ProjectId: project.Id, SongName: $"Song {i}"), size: 3_000))));
        Assert.Equal(3, outcomes.Count(e => e is null));
        Assert.All(outcomes.Where(e => e is not null), e => Assert.Equal("byteSize", Assert.IsType<QuotaExceededException>(e).Field));
        await server.UseAsync((DeleteProject delete) => delete.ExecuteAsync(new(project.Id), ana.Caller, default));
        await Assert.ThrowsAsync<QuotaExceededException>(() => server.SignAsync(ana, new(ProjectName: "More", SongName: "x"), size: 3_000));
    }

    private sealed class SlowStore(IObjectStore store) : StoreBehind(store)
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override async Task<bool> CompleteUploadAsync(string key, string uploadId, CancellationToken ct)
        {
            Begun.TrySetResult();
            await Go.Task.WaitAsync(ct);
            return await base.CompleteUploadAsync(key, uploadId, ct);
        }
    }

    [OnBothDatabases]
    public async Task Law4_completing_twenty_times_at_once_is_completing_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var upload = await server.SignAsync(ana, new(ProjectName: "Demos", SongName: "Intro"));
        await server.SendAsync(upload);

        var versions = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => server.CompleteAsync(ana, upload)));

        Assert.All(versions, v => Assert.Equal(upload.Upload.VersionId, v.Id));
        await server.WaitUntilReadyAsync(upload.Upload.VersionId);
        Assert.Equal(upload.Upload.VersionId, (await server.CompleteAsync(ana, upload)).Id);
    }

    [OnBothDatabases]
    public async Task Law4_signing_again_with_the_same_key_gives_the_same_upload(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var input = new SignUploadInput(new(ProjectName: "Demos", SongName: "Intro"), "a.wav", 1_000, Label: "one", IdempotencyKey: "key");

        var uploads = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Sign(input)));
        Assert.Single(uploads.Select(u => u.Upload.Id).Distinct());
        await Assert.ThrowsAsync<IdempotencyKeyReusedException>(() => Sign(input with { ByteSize = 2_000 }));

        Task<SignedUpload> Sign(SignUploadInput with) => server.UseAsync((SignUpload sign) => sign.ExecuteAsync(with, ana.Caller, default));
    }

    [OnBothDatabases]
    public async Task Law10_a_strangers_song_and_nonsense_are_the_same_to_an_uploader(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var song = await server.SongAsync(ana, "Demos", "Intro");

        var strangers = await Assert.ThrowsAsync<SongNotFoundException>(() => server.SignAsync(ben, new(SongId: song.Id)));
        var nonsense = await Assert.ThrowsAsync<SongNotFoundException>(() => server.SignAsync(ben, new(SongId: SongId.New())));
        Assert.Equal((nonsense.Message, nonsense.Field), (strangers.Message, strangers.Field));
        await Assert.ThrowsAsync<ProjectNotFoundException>(() => server.SignAsync(ben, new(ProjectId: song.ProjectId, SongName: "x")));

        var anas = await server.SignAsync(ana, new(SongId: song.Id));
        await Assert.ThrowsAsync<UploadNotFoundException>(() => server.CompleteAsync(ben, anas));
        await Assert.ThrowsAsync<UploadNotFoundException>(() => server.UseAsync((AbortUpload abort) => abort.ExecuteAsync(new(anas.Upload.Id), ben.Caller, default)));
    }

    [OnBothDatabases]
    public async Task Law10_an_editor_who_was_removed_can_not_finish_an_upload(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var song = await server.SongAsync(ana, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, ben, Role.Editor);
        var upload = await server.SignAsync(ben, new(SongId: song.Id));
        await server.SendAsync(upload);

        await server.QueryAsync(db => db.Shares.Where(s => s.UserId == ben.Id).ExecuteDeleteAsync());

        await Assert.ThrowsAsync<UploadNotFoundException>(() => server.CompleteAsync(ben, upload));
        await Assert.ThrowsAsync<UploadNotFoundException>(() => server.UseAsync((SignUploadParts more) => more.ExecuteAsync(new(upload.Upload.Id, [1]), ben.Caller, default)));
    }

    [OnBothDatabases]
    public async Task A_viewer_is_told_that_only_editors_upload(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (ana, ben) = (await server.NewPersonAsync(), await server.NewPersonAsync());
        var song = await server.SongAsync(ana, "Demos", "Intro");
        await server.ShareAsync(song.ProjectId, ben, Role.Commenter);
        await Assert.ThrowsAsync<NotAllowedException>(() => server.SignAsync(ben, new(SongId: song.Id)));
    }

    [Theory]
    [MemberData(nameof(BadInputs))]
    public async Task Law11_bad_input_is_refused_by_the_name_of_its_field(SignUploadInput input, string field)
    {
        var server = await ConcertoFixture.OnAsync("sqlite");
        var ana = await server.NewPersonAsync();
        var refusal = await Assert.ThrowsAnyAsync<DomainException>(() => server.UseAsync((SignUpload sign) => sign.ExecuteAsync(input, ana.Caller, default)));
        Assert.Equal(field, refusal.Field);
        await server.LookAsync(async db => Assert.False(await db.Projects.AnyAsync(p => p.OwnerId == ana.Id)));
    }

    public static TheoryData<SignUploadInput, string> BadInputs()
    {
        var good = new SignUploadInput(new(ProjectName: "Demos", SongName: "Intro"), "a.wav", 1_000);
        return new()
        {
            { good with { Target = new() }, "target" },
            { good with { Target = new(ProjectName: "Demos") }, "target" },
            { good with { Target = new(SongId: SongId.New(), SongName: "Intro") }, "target" },
            { good with { Target = new(ProjectName: " ", SongName: "Intro") }, "target.projectName" },
            { good with { Target = new(ProjectName: "Demos", SongName: new string('x', 201)) }, "target.songName" },
            { good with { ByteSize = 0 }, "byteSize" },
            { good with { ByteSize = 1L << 50 }, "byteSize" },
            { good with { Sha256 = "abc" }, "sha256" },
            { good with { Label = new string('x', 201) }, "label" },
            { good with { FileName = "" }, "fileName" },
            { good with { FileName = "a\u0000.wav" }, "fileName" },
            { good with { IdempotencyKey = "" }, "idempotencyKey" },
        };
    }

    [OnBothDatabases]
    public async Task Completing_too_early_names_the_parts_that_are_missing_and_loses_none(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var upload = await server.SignAsync(ana, new(ProjectName: "Demos", SongName: "Intro"));

        var incomplete = await Assert.ThrowsAsync<UploadIncompleteException>(() => server.CompleteAsync(ana, upload));
        Assert.Equal([1], incomplete.MissingParts);
        await server.SendAsync(upload);
        Assert.Equal(VersionStatus.Analysing, (await server.CompleteAsync(ana, upload)).Status);
    }

    [OnBothDatabases]
    public async Task What_is_no_recording_is_refused_in_plain_words_and_stays_with_its_uploader(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var ana = await server.NewPersonAsync();
        var version = await server.UploadAsync(ana, new(ProjectName: "Demos", SongName: "Intro"), "<!doctype html><html><body>hello</body></html>"u8.ToArray());

        Assert.Equal((VersionStatus.Rejected, RejectionCode.NotAudio), (version.Status, version.RejectionCode));
        Assert.Equal("That file is a web page, not a recording.", version.RejectionMessage);
        await server.UseAsync((DeleteVersion delete) => delete.ExecuteAsync(new(version.Id), ana.Caller, default));
        await server.LookAsync(async db => Assert.False(await db.Projects.AnyAsync(p => p.OwnerId == ana.Id)));
    }
}
