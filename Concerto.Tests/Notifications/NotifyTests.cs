using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace Concerto.Tests.Notifications;

/// <summary>Who is told of what, and who never is.</summary>
public sealed class NotifyTests(ITestOutputHelper output)
{
    [OnBothDatabases]
    public async Task A_note_is_told_to_everybody_in_the_song_but_who_wrote_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Jonas, band.Version.Id, "Down 1.5 dB?");
        var notice = Assert.Single(await server.NoticesAsync(band.Mira));
        Assert.Equal(("Jonas wrote a note at 01:23", "Down 1.5 dB?", "Album"), (notice.Sentence, notice.Excerpt, notice.Project));
        Assert.Equal($"/songs/{band.Song.Id}?version={band.Version.Id}&comment={note.Id}", notice.Path);
        Assert.Equal(["Jonas wrote a note at 01:23"], await server.ToldAsync(band.Sam));
        Assert.Empty(await server.ToldAsync(band.Jonas));
    }

    [OnBothDatabases]
    public async Task A_reply_is_a_reply_to_those_in_the_thread_and_a_note_to_others(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync("Ida");
        var note = await server.CommentAsync(band.Mira, band.Version.Id, "The snare hides the vocal");
        await server.CommentAsync(band.Jonas, band.Version.Id, "In v4", note.Id);
        await server.CommentAsync(band.Sam, band.Version.Id, "Good", note.Id);
        Assert.Equal(["Sam replied to your note at 01:23", "Jonas replied to your note at 01:23"], await server.ToldAsync(band.Mira));
        Assert.Equal(["Sam replied, as you did, to the note at 01:23", "Mira wrote a note at 01:23"], await server.ToldAsync(band.Jonas));
        Assert.Equal([NotificationKind.Comment, NotificationKind.Comment, NotificationKind.Comment], await server.KindsAsync(band.More[0]));
    }

    [OnBothDatabases]
    public async Task A_mention_is_told_instead_of_the_note_and_mailed_at_once(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Mira, band.Version.Id, "@jonas is that the <b>old</b> vocal?");
        Assert.Equal(["Mira mentioned you at 01:23"], await server.ToldAsync(band.Jonas));
        Assert.Equal([NotificationKind.Comment], await server.KindsAsync(band.Sam));

        var mail = await server.MailToAsync(band.Jonas.Email, "mentioned you");
        Assert.Equal(new Uri(server.Url, $"/songs/{band.Song.Id}?version={band.Version.Id}&comment={note.Id}"), mail.Link());
        Assert.DoesNotContain("<b>old", mail.Html, StringComparison.Ordinal);
        Assert.NotNull(await server.QueryAsync(db => db.Notifications.Where(n => n.UserId == band.Jonas.Id).Select(n => n.MailId).SingleAsync()));
        Assert.DoesNotContain(await server.MailsToAsync(band.Sam.Email), m => m.Subject.Contains("mentioned", StringComparison.Ordinal));
    }

    [OnBothDatabases]
    public async Task An_edit_that_names_somebody_tells_them_once_however_often_it_is_edited(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Mira, band.Version.Id, "Louder here");
        foreach (var text in (string[])["@Jonas louder here?", "@Jonas, louder here?", "Louder here", "@Jonas: louder here!"])
            await server.UseAsync((EditComment edit) => edit.ExecuteAsync(new(note.Id, text), band.Mira.Caller, default));
        Assert.Equal([NotificationKind.Mention], await server.KindsAsync(band.Jonas));
        Assert.Equal([NotificationKind.Comment], await server.KindsAsync(band.Sam));
        Assert.Equal(1, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.To == band.Jonas.Email && m.DedupeKey.StartsWith("mention:"))));
    }

    [OnBothDatabases]
    public async Task Ten_people_named_in_a_note_are_ten_mails(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var names = Enumerable.Range(0, 10).Select(i => $"Player{(char)('A' + i)}").ToArray();
        var band = await server.BandAsync(names);
        await server.CommentAsync(band.Mira, band.Version.Id, string.Join(", ", names.Select(n => $"@{n}")) + ": tonight at eight?");
        var addresses = band.More.Select(p => p.Email).ToList();
        Assert.Equal(10, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => addresses.Contains(m.To) && m.DedupeKey.StartsWith("mention:") && m.SenderId == band.Mira.Id)));
    }

    [OnBothDatabases]
    public async Task Who_wrote_a_note_is_told_that_it_was_resolved_unless_they_did_it_or_it_is_open_again(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Jonas, band.Version.Id, "A click");
        await server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(note.Id), band.Mira.Caller, default));
        Assert.Equal(["Mira resolved your note at 01:23"], await server.ToldAsync(band.Jonas));
        await server.UseAsync((ReopenComment reopen) => reopen.ExecuteAsync(new(note.Id), band.Mira.Caller, default));
        Assert.Empty(await server.ToldAsync(band.Jonas));
        await server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(note.Id), band.Jonas.Caller, default));
        Assert.Equal([NotificationKind.Resolved], await server.KindsAsync(band.Jonas));
    }

    [OnBothDatabases]
    public async Task A_version_that_is_ready_is_told_to_everybody_but_its_uploader(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        await server.ReadyAsync(band, 2);
        Assert.Equal(["Mira uploaded v2"], await server.ToldAsync(band.Jonas));
        Assert.Equal(["Mira uploaded v2"], await server.ToldAsync(band.Sam));
        Assert.Empty(await server.ToldAsync(band.Mira));
    }

    [OnBothDatabases]
    public async Task Who_something_is_shared_with_is_told_and_nobody_else_is(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var ida = await server.NewPersonAsync("Ida");
        await server.ShareAsync(band.Mira, band.Song, ida.Email);
        var notice = Assert.Single(await server.NoticesAsync(ida));
        Assert.Equal(("Mira shared Song 01 with you", $"/songs/{band.Song.Id}"), (notice.Sentence, notice.Path));
        Assert.NotNull(await server.QueryAsync(db => db.Notifications.Where(n => n.UserId == ida.Id).Select(n => n.MailId).SingleAsync()));
        Assert.Empty(await server.ToldAsync(band.Jonas));
    }

    [OnBothDatabases]
    public async Task What_somebody_does_not_want_they_are_not_told_nor_mailed(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        await server.TellAsync(band.Jonas, NotificationKinds.Comment | NotificationKinds.VersionReady, NotificationKinds.None);
        await server.TellAsync(band.Sam, NotificationKinds.Mention, NotificationKinds.Mention);
        await server.ReadyAsync(band, 2);
        await server.CommentAsync(band.Mira, band.Version.Id, "Nice");
        Assert.Empty(await server.ToldAsync(band.Jonas));
        await server.CommentAsync(band.Mira, band.Version.Id, "@Jonas @Sam?");
        Assert.Equal([NotificationKind.Mention], await server.KindsAsync(band.Jonas));
        Assert.Equal([NotificationKind.VersionReady, NotificationKind.Comment, NotificationKind.Comment], await server.KindsAsync(band.Sam)); // that something was written still is news
        Assert.False(await server.QueryAsync(db => db.OutboundEmails.AnyAsync(m => (m.To == band.Jonas.Email || m.To == band.Sam.Email) && m.DedupeKey.StartsWith("mention:"))));

        var ida = await server.NewPersonAsync("Ida");
        await server.TellAsync(ida, NotificationKinds.Shared, NotificationKinds.Shared);
        await server.ShareAsync(band.Mira, band.Project, ida.Email);
        Assert.Empty(await server.KindsAsync(ida));
        Assert.False(await server.QueryAsync(db => db.OutboundEmails.AnyAsync(m => m.To == ida.Email)));
    }

    [OnBothDatabases]
    public async Task Law10_who_was_removed_is_told_nothing_more_and_what_they_were_told_is_gone(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        await server.CommentAsync(band.Mira, band.Version.Id, "Before");
        Assert.Single(await server.ToldAsync(band.Jonas));
        var share = (await server.InAsync(band.Mira, band.Project)).Single(c => c.PersonId == band.Jonas.Id);
        await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(share.Id), band.Mira.Caller, default));
        await server.CommentAsync(band.Mira, band.Version.Id, "After, @Jonas");
        Assert.Empty(await server.ToldAsync(band.Jonas));
        Assert.Equal([NotificationKind.Comment], await server.KindsAsync(band.Jonas));
    }

    [OnBothDatabases]
    public async Task A_note_that_was_taken_back_is_told_no_more(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var note = await server.CommentAsync(band.Mira, band.Version.Id, "Oops");
        await server.UseAsync((DeleteComment delete) => delete.ExecuteAsync(new(note.Id), band.Mira.Caller, default));
        Assert.Empty(await server.ToldAsync(band.Sam));
    }

    [OnBothDatabases]
    public async Task Of_a_version_that_is_not_ready_nobody_hears_what_its_uploader_writes_on_it(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var band = await server.BandAsync();
        var version = await server.QueryAsync(async db =>
        {
            var arrived = new SongVersion(band.Song.Id, 2, null, "mix.wav", 1, null, band.Mira.Id, TimeProvider.System.Now());
            arrived.Arrived("audio/wav");
            db.Add(arrived);
            await db.SaveChangesAsync();
            return arrived;
        });
        await server.CommentAsync(band.Mira, version.Id, "For me, @Jonas");
        Assert.Empty(await server.KindsAsync(band.Jonas));
    }

    [OnBothDatabases]
    public async Task Fifty_people_take_as_many_questions_as_five(string database)
    {
        var commands = new Log();
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Logging.AddProvider(commands).AddFilter<Log>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information), "--Concerto:Jobs:Enabled=false");
        var (few, many) = (await server.BandAsync("P1", "P2"), await server.BandAsync([.. Enumerable.Range(0, 47).Select(i => $"Player {i}")]));
        var (little, much) = (await CountAsync(few), await CountAsync(many));
        output.WriteLine($"{database}: {little} questions with 5 people, {much} with 50.");
        Assert.Equal(little, much);
        Assert.Equal(49, await server.QueryAsync(db => db.Notifications.CountAsync(n => n.ProjectId == many.Project.Id)));

        async Task<int> CountAsync(Band band)
        {
            commands.Lines.Clear();
            await server.CommentAsync(band.Mira, band.Version.Id, "@Jonas and @Sam: louder?");
            return commands.Sql.Count(sql => !sql.Contains("INSERT INTO", StringComparison.Ordinal)); // SQLite takes rows one by one
        }
    }
}
