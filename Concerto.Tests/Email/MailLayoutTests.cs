using Concerto.Infrastructure.Email;
using Snapshooter.Xunit;

namespace Concerto.Tests.Email;

/// <summary>The shape that mails about several things have.</summary>
public sealed class MailLayoutTests
{
    [Fact]
    public void Several_things_by_project_and_song() => Match(Sample);

    [Fact]
    public void What_people_wrote_is_text_and_never_markup()
    {
        var content = (Sample with
        {
            Groups = [new("<b>Intro</b>", new("https://concerto.example/songs/1?a=1&b=\"x\""), [new("<i>Mira</i> wrote", null, "<script>alert(1)</script>\n&amp;")]) { Above = "<u>Night</u>" }],
            Foot = [new("<s>Stop</s>", new("https://concerto.example/stop"))],
        }).ToContent();
        foreach (var markup in new[] { "<b>", "<i>", "<script>", "<u>", "<s>", "b=\"x", "&amp;\n" }) Assert.DoesNotContain(markup, content.Html, StringComparison.Ordinal);
        Assert.Contains("  > <script>alert(1)</script>\n  > &amp;", content.Text, StringComparison.Ordinal);
    }

    private static MailText Sample => new("3 new notes on Intro, and a new version of Outro", "What is new in Night Ferry", [], "See all that is new", new("https://concerto.example/notifications"), "You get this at concerto.example once a day, after 9:00 (Europe/Berlin), when there is something that you have not seen.")
    {
        Groups =
        [
            new("Intro", new("https://concerto.example/songs/INTRO"),
            [
                new("Mira wrote a note at 01:23, Tue 24 Nov, 21:40", new("https://concerto.example/songs/INTRO?comment=1"), "The snare hides the vocal here.\nCan it come down a little?"),
                new("Jonas replied to you, Tue 24 Nov, 22:05", new("https://concerto.example/songs/INTRO?comment=2"), "Down 1.5 dB in v4?"),
            ]) { Above = "Night Ferry" },
            new("Outro", new("https://concerto.example/songs/OUTRO"), [new("v2 is ready, Wed 25 Nov, 01:10", new("https://concerto.example/songs/OUTRO?version=2"))]),
            new("And 12 more", new("https://concerto.example/notifications"), []),
        ],
        Foot = [new("Change when it comes", new("https://concerto.example/settings/notifications")), new("Stop it", new("https://concerto.example/unsubscribe/TOKEN"))],
    };

    private static void Match(MailText text)
    {
        var content = text.ToContent();
        Snapshot.Match($"Subject: {content.Subject}\n\n{content.Text}\n{content.Html}");
    }
}
