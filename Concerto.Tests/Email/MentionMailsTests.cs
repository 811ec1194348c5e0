using Concerto.Domain.Review;
using Concerto.Web.Features.Notifications;
using Snapshooter.Xunit;

namespace Concerto.Tests.Email;

/// <summary>What people read when they are named in a note.</summary>
public sealed class MentionMailsTests
{
    [Fact]
    public void In_a_note_at_a_range() => Match("v3 less reverb", new(83_000, 91_000), "@Jonas is that the <old> vocal?\n\nM.");

    [Fact]
    public void In_a_note_on_the_whole() => Match("v1", null, "@Jonas love it");

    private static void Match(string version, Position? at, string words)
    {
        var content = MentionMails.MentionedYou("Mira", "Intro", version, at, words, new("https://concerto.example/songs/ID?version=V&comment=C")).ToContent();
        Snapshot.Match($"Subject: {content.Subject}\n\n{content.Text}\n{content.Html}");
    }
}
