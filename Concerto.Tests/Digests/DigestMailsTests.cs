using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Web;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Hosting;
using Snapshooter.Xunit;

namespace Concerto.Tests.Digests;

/// <summary>What people read once a day.</summary>
public sealed class DigestMailsTests
{
    private static readonly ProjectId Album = ProjectId.From(new("01900000-0000-7000-8000-000000000001")), Podcast = ProjectId.From(new("01900000-0000-7000-8000-000000000002"));
    private static readonly SongId Intro = SongId.From(new("01900000-0000-7000-8000-000000000003")), Outro = SongId.From(new("01900000-0000-7000-8000-000000000004"));
    private static readonly DateTime Morning = new(2026, 11, 25, 8, 0, 0, DateTimeKind.Utc);
    private static readonly DigestReader Mira = new(default, "mira@example.com", "Europe/Vienna", 9);

    [Fact]
    public void Two_projects()
    {
        var mail = DigestMails.WhatIsNew(
        [
            Told(1, NotificationKind.Comment, Intro, "Intro", "Jonas wrote a note at 01:23.0", "The snare <hides> the vocal here."),
            Told(2, NotificationKind.Reply, Intro, "Intro", "Sam replied to your note at 00:41.0", "Down 1.5 dB in v4?"),
            Told(11, NotificationKind.VersionReady, Outro, "Outro", "Sam uploaded v3 “less reverb”"),
            Told(12, NotificationKind.Mention, Intro, "Intro", "Jonas mentioned you on the whole version", "@Mira love this."),
            Told(30, NotificationKind.Shared, null, null, "Ida shared Podcast with you"),
        ], Mira, new(new ConcertoOptions { PublicUrl = "https://concerto.example" }), new("https://concerto.example/unsubscribe/TOKEN"));
        var content = mail.ToContent();
        Snapshot.Match($"Subject: {content.Subject}\n\n{content.Text}\n{content.Html}");
    }

    [Fact]
    public void Of_more_than_twenty_the_newest_are_told_and_the_rest_counted()
    {
        var mail = DigestMails.WhatIsNew(
            [.. Enumerable.Range(1, 32).Select(hours => Told(hours, NotificationKind.Comment, Intro, "Intro", $"Jonas wrote a note {hours} hours ago", "Louder."))],
            Mira, new(new ConcertoOptions()), new("https://concerto.example/unsubscribe/TOKEN"));
        Assert.Equal("32 new notes on Intro", mail.Subject);
        Assert.Equal((20, "And 12 more"), (mail.Groups[0].Lines.Count, mail.Groups[^1].Heading));
        Assert.StartsWith("Jonas wrote a note 1 hours ago, Wed 25 Nov, 08:00", mail.Groups[0].Lines[0].Text, StringComparison.Ordinal); // 07:00 UTC
    }

    [Theory]
    [InlineData("A new note on Intro", "c1")]
    [InlineData("3 new notes on Intro, and a new version of Outro", "c1 r1 m1 v2")]
    [InlineData("A new version of Outro, 2 resolved notes on Intro, and more", "v2 d1 d1 c1")]
    public void Its_subject_says_what_and_where(string expected, string what) => Assert.Equal(expected, DigestMails.Subject([.. what.Split(' ').Select((one, i) => Told(
        i, one[0] switch { 'c' => NotificationKind.Comment, 'r' => NotificationKind.Reply, 'm' => NotificationKind.Mention, 'v' => NotificationKind.VersionReady, _ => NotificationKind.Resolved },
        one[1] == '1' ? Intro : Outro, one[1] == '1' ? "Intro" : "Outro", "…"))]));

    private static Notice Told(int hoursAgo, NotificationKind kind, SongId? song, string? name, string sentence, string? excerpt = null) => new(
        default, default, kind, Morning.AddHours(-hoursAgo), null, null, "", song is null ? Podcast : Album, song is null ? "Podcast" : "Album", song, name, null, null, null, null, excerpt, null, sentence,
        song is { } id ? $"/songs/{id}?version=V&comment=C" : $"/projects/{Podcast}");
}
