using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;
using Snapshooter.Xunit;

namespace Concerto.Tests.Email;

/// <summary>What people read when something is shared with them.</summary>
public sealed class ShareMailsTests
{
    [Fact]
    public void A_song_with_a_message() => Match("Intro", ofSong: true, Role.Commenter, "Is the <vocal> too loud?\n\nM.");

    [Fact]
    public void A_project_without_one() => Match("Night Ferry", ofSong: false, Role.Editor, null);

    [Fact]
    public void An_invite_to_a_song() => Snapshot.Match(Shown(ShareMails.Invited("Mira", "Intro", ofSong: true, Role.Commenter, "Is the <vocal> too loud?\n\nM.", new("https://concerto.example/account/invite?token=TOKEN"))));

    [OnBothDatabases]
    public async Task Who_has_an_account_is_told_once_whatever_becomes_of_the_share_and_an_invite_has_a_mail_of_its_own(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (mira, jonas, nobody) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), Server.NewAddress());
        var project = await server.ProjectAsync(mira, "Album");
        foreach (var role in new[] { Role.Viewer, Role.Editor })
            foreach (var email in new[] { jonas.Email, nobody })
            {
                var shared = await server.ShareAsync(mira, project, email, role, "Tell me what you think.\r\n<b>M.</b>");
                await server.ShareAsync(mira, project, email, Role.Commenter);
                await server.MailIsOutAsync(email);
                await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(shared.Id), mira.Caller, default));
            }
        Assert.Equal(1, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.To == jonas.Email)));
        Assert.Equal(2, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.To == nobody))); // the first link died with the first invite

        var mail = await server.MailToAsync(jonas.Email);
        Assert.Equal("Mira shared “Album” with you", mail.Subject);
        Assert.Contains("> Tell me what you think.\n> <b>M.</b>", mail.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("<b>M.", mail.Html, StringComparison.Ordinal);
        Assert.Equal(new Uri(server.Url, $"/projects/{project.Id}"), mail.Link());
    }

    private static void Match(string name, bool ofSong, Role role, string? message)
    {
        Snapshot.Match(Shown(ShareMails.SharedWithYou("Mira", name, ofSong, role, message, new($"https://concerto.example/{(ofSong ? "songs" : "projects")}/ID"))));
    }

    private static string Shown(Concerto.Infrastructure.Email.MailText text) => text.ToContent() is var content ? $"Subject: {content.Subject}\n\n{content.Text}\n{content.Html}" : "";
}
