using System.Collections.Concurrent;
using Concerto.Domain.Email;
using Concerto.Tests.Admin;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Email;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

/// <summary>After an outage, what nobody needs any more does not go: its reader would find a dead link, and others wait for its place.</summary>
public sealed class NeededMailsTests
{
    private readonly FakeTimeProvider _clock = Mailing.Noon();
    private readonly ConcurrentQueue<string> _sent = [];
    private MailOutcome? _down;

    [OnBothDatabases]
    public async Task Law7_a_mail_whose_link_was_used_up_by_hand_or_whose_person_is_shut_out_is_not_sent_and_takes_no_place(string database)
    {
        await using var server = await StartAsync(database);
        var (admin, mira, jonas, email) = (await server.NewPersonAsync("Ada", admin: true), await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), Server.NewAddress("Sam"));
        var sam = await server.SignUpAsync(email);
        foreach (var person in new[] { mira, jonas }) await server.UseAsync((RequestPasswordReset request) => request.ExecuteAsync(person.Email, default));
        var mention = await server.WriteAsync(MailLane.Share, jonas.Email);

        await server.VerifyAsync(admin, sam);
        await server.ChooseAsync(await server.ResetLinkAsync(admin, mira.Id));
        await server.UseAsync((DisableUser disable) => disable.ExecuteAsync(new(jonas.Id), admin.Caller, default));
        await server.DispatchAsync();

        Assert.Equal([$"{mira.Email}: Your Concerto password was changed"], _sent);
        Assert.Equal(1, (await server.StandingAsync()).Day.Used);
        Assert.Equal((3, 1), (await server.CountAsync(MailLane.Account, MailState.NotNeeded), await server.CountAsync(MailLane.Share, MailState.NotNeeded)));
        Assert.Equal("It was no longer needed, and did not go. The account with this address is disabled.", MailWords.State(await server.MailAsync(mention)));
        Assert.Empty((await server.UseAsync((LookAtMail look) => look.ExecuteAsync(admin.Caller, default))).ToDecide);
    }

    [OnBothDatabases]
    public async Task Law7_an_invite_or_a_share_that_was_withdrawn_accepted_or_deleted_is_not_told_of(string database)
    {
        await using var server = await StartAsync(database);
        var (mira, jonas, eve) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), await server.NewPersonAsync("Eve"));
        var (album, demos) = (await server.ProjectAsync(mira, "Album"), await server.ProjectAsync(mira, "Demos"));
        var (withdrawn, taken, stays) = (Server.NewAddress("withdrawn"), Server.NewAddress("taken"), Server.NewAddress("stays"));
        var gone = await server.ShareAsync(mira, album, withdrawn);
        var copied = await server.ShareAsync(mira, album, taken);
        await server.ShareAsync(mira, album, stays);
        await server.ShareAsync(mira, album, eve.Email);
        await server.ShareAsync(mira, demos, stays);
        await server.ShareAsync(mira, demos, jonas.Email);

        await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(gone.Id), mira.Caller, default));
        var link = await server.UseAsync((CopyInviteLink copy) => copy.ExecuteAsync(new(copied.Id), mira.Caller, default));
        await server.UseAsync((AcceptInvite accept) => accept.ExecuteAsync(link.Url.Query["?token=".Length..], jonas.Caller, default));
        await server.UseAsync((DeleteProject delete) => delete.ExecuteAsync(new(demos.Id), mira.Caller, default));
        await server.DispatchAsync();

        Assert.Equal([$"{stays}: Mira shared “Album” with you", $"{eve.Email}: Mira shared “Album” with you"], _sent);
        Assert.Equal((2, 4), ((await server.StandingAsync()).Day.Used, await server.CountAsync(MailLane.Invite, MailState.NotNeeded)));
    }

    [OnBothDatabases]
    public async Task Law7_a_mention_in_a_note_that_was_deleted_and_news_for_a_deleted_account_do_not_go(string database)
    {
        await using var server = await StartAsync(database);
        var (mira, jonas, eve) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"), await server.NewPersonAsync("Eve"));
        var album = await server.ProjectAsync(mira, "Album");
        var version = (await server.OnlySongAsync(album)).Version.Id;
        foreach (var person in new[] { jonas, eve }) await server.ShareOpenedAsync(mira, album, person);
        await server.DispatchAsync();
        var deleted = await server.CommentAsync(mira, version, "@Jonas louder");
        await server.CommentAsync(mira, version, "@Jonas softer");
        await server.CommentAsync(mira, version, "@Eve louder");
        _sent.Clear();

        await server.UseAsync((DeleteComment delete) => delete.ExecuteAsync(new(deleted.Id), mira.Caller, default));
        await server.UseAsync((DeleteAccount delete) => delete.ExecuteAsync(new(eve.Email, Server.Password), eve.Caller, default));
        await server.DispatchAsync();

        Assert.Equal([$"{eve.Email}: Your Concerto account is gone", $"{jonas.Email}: Mira mentioned you on “Song 01”"], _sent);
        Assert.Equal(2, await server.CountAsync(MailLane.Share, MailState.NotNeeded));
    }

    [OnBothDatabases]
    public async Task Law7_what_is_shared_again_while_its_mail_waits_or_after_it_was_withdrawn_is_told_of_once(string database)
    {
        await using var server = await StartAsync(database);
        var (mira, jonas) = (await server.NewPersonAsync(), await server.NewPersonAsync("Jonas"));
        foreach (var (name, meanwhile) in new[] { ("Album", false), ("Demos", true) })
        {
            var project = await server.ProjectAsync(mira, name);
            var first = await server.ShareAsync(mira, project, jonas.Email);
            await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(first.Id), mira.Caller, default));
            if (meanwhile) Assert.Equal(0, await server.DispatchAsync());
            await server.ShareAsync(mira, project, jonas.Email);
            Assert.Equal((1, 0), (await server.DispatchAsync(), await server.DispatchAsync()));
        }
        Assert.Equal([$"{jonas.Email}: Mira shared “Album” with you", $"{jonas.Email}: Mira shared “Demos” with you"], _sent);
    }

    [OnBothDatabases]
    public async Task A_mail_that_may_have_gone_is_not_tried_again_once_nobody_needs_it_and_it_is_said_that_it_may(string database)
    {
        await using var server = await StartAsync(database);
        var (admin, email) = (await server.NewPersonAsync("Ada", admin: true), Server.NewAddress("Sam"));
        var sam = await server.SignUpAsync(email);
        _down = new MailOutcome.TryAgain("The provider did not answer in time.") { MayHaveIt = true };
        await server.DispatchAsync();
        _down = null;
        await server.VerifyAsync(admin, sam);
        _clock.Advance(TimeSpan.FromMinutes(1));
        await server.DispatchAsync();

        Assert.Empty(_sent);
        var mail = await server.QueryAsync(db => db.OutboundEmails.SingleAsync(m => m.To == email));
        Assert.Equal("It is no longer needed, and not tried again; it may have gone out before. What its link is for was done meanwhile, or withdrawn.", MailWords.State(mail));
        Assert.Equal((1, null), ((await server.StandingAsync()).Day.Used, mail.Payload)); // its place stays taken: the provider may have counted it
    }

    private Task<Server> StartAsync(string database) => Mailing.StartAsync(database, _clock, new Scripted((Func<MailMessage, string, Task<MailOutcome>>)((mail, _) =>
    {
        if (_down is null) _sent.Enqueue($"{mail.To}: {mail.Content.Subject}");
        return Task.FromResult(_down ?? new MailOutcome.Accepted("id"));
    })), "--Concerto:Email:Budget:Daily=50");
}
