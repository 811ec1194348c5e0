using System.Collections.Concurrent;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

public sealed class MailDispatcherTests
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());

    [OnBothDatabases]
    public async Task Law7_a_mail_whose_sender_died_before_writing_it_down_is_delivered_once(string database)
    {
        await using var server = await StartAsync(database, folder => new Scripted(async (mail, key) =>
        {
            await folder.SendAsync(mail, key, default);
            throw new IOException("The process is killed here.");
        }, (mail, key) => folder.SendAsync(mail, key, default)));
        var email = await SignUpAsync(server);

        await Assert.ThrowsAsync<IOException>(() => DispatchAsync(server));
        Assert.Equal(MailState.Sending, (await MailAsync(server)).State);
        Assert.Equal(0, await DispatchAsync(server)); // the dead one's lease still holds
        _clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(1, await DispatchAsync(server));

        Assert.Single(await server.MailsToAsync(email));
        Assert.Equal(MailState.Sent, (await MailAsync(server)).State);
    }

    [OnBothDatabases]
    public async Task The_life_of_a_link_starts_when_its_mail_is_accepted(string database)
    {
        await using var server = await StartAsync(database, folder => folder);
        await SignUpAsync(server);
        Assert.Null((await LinkAsync(server)).ExpiresAt);

        _clock.Advance(TimeSpan.FromHours(20)); // it was parked
        await DispatchAsync(server);

        Assert.Equal(_clock.Now().AddHours(24), (await LinkAsync(server)).ExpiresAt);
    }

    [OnBothDatabases]
    public async Task A_mail_that_waited_too_long_is_not_sent_and_its_content_is_gone(string database)
    {
        await using var server = await StartAsync(database, folder => folder);
        var email = await SignUpAsync(server);

        _clock.Advance(OutboundEmail.AccountLife);
        Assert.Equal(0, await DispatchAsync(server));

        var mail = await MailAsync(server);
        Assert.Equal((MailState.Expired, null), (mail.State, mail.Payload));
        Assert.Empty(await server.MailsToAsync(email));
    }

    [OnBothDatabases]
    public async Task The_content_is_encrypted_while_it_waits_and_erased_once_sent(string database)
    {
        await using var server = await StartAsync(database, folder => folder);
        await SignUpAsync(server);
        var waiting = (await MailAsync(server)).Payload!;

        Assert.DoesNotContain("token=", System.Text.Encoding.UTF8.GetString(waiting));
        await DispatchAsync(server);
        Assert.Null((await MailAsync(server)).Payload);
    }

    [Fact]
    public async Task One_that_was_frozen_before_they_were_packed_is_sent_as_well()
    {
        await using var server = await StartAsync(ConcertoFixture.Sqlite, folder => folder);
        var email = await SignUpAsync(server);
        var id = (await MailAsync(server)).Id;
        var payload = server.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("Concerto.Email", id.ToString()).Protect("""{"Subject":"Welcome","Text":"Hello","Html":"<p>Hello"}"""u8.ToArray());
        await server.LookAsync(db => db.OutboundEmails.Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Payload, payload)));

        Assert.Equal(1, await DispatchAsync(server));
        Assert.Equal("Welcome", Assert.Single(await server.MailsToAsync(email)).Subject);
    }

    [OnBothDatabases]
    public async Task What_fails_is_tried_again_later_and_later_and_is_dead_after_ten_times(string database)
    {
        await using var server = await StartAsync(database, _ => new Scripted(new MailOutcome.TryAgain("The post office is closed.")));
        await SignUpAsync(server);

        List<TimeSpan> waits = [];
        for (var attempt = 1; attempt < OutboundEmail.MaxAttempts; attempt++)
        {
            await DispatchAsync(server);
            var mail = await MailAsync(server);
            Assert.Equal((MailState.Queued, attempt), (mail.State, mail.Attempts));
            waits.Add(mail.NextAttemptAt - _clock.Now());
            await DispatchAsync(server); // too early: nothing happens
            Assert.Equal(attempt, (await MailAsync(server)).Attempts);
            _clock.Advance(waits[^1]);
        }
        await DispatchAsync(server);

        var dead = await MailAsync(server);
        Assert.Equal((MailState.Dead, "The post office is closed."), (dead.State, dead.LastError));
        Assert.InRange(waits[0], TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(7.5));
        Assert.InRange(waits[^1], TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(15));
    }

    [OnBothDatabases]
    public async Task A_provider_that_names_a_time_is_obeyed_one_that_refuses_is_believed_and_doubt_is_left_to_an_admin(string database)
    {
        await using var server = await StartAsync(database, _ => new Scripted(
            (_, _) => Outcome(new MailOutcome.TryAgain("Slow down.", TimeSpan.FromMinutes(40))),
            (_, _) => Outcome(new MailOutcome.Refused(new string('x', 2000))),
            (_, _) => Outcome(new MailOutcome.Doubtful("It may have gone."))));
        await SignUpAsync(server);

        await DispatchAsync(server);
        Assert.Equal(_clock.Now().AddMinutes(40), (await MailAsync(server)).NextAttemptAt);
        _clock.Advance(TimeSpan.FromMinutes(40));
        await DispatchAsync(server);
        Assert.Equal((MailState.Dead, OutboundEmail.MaxErrorLength), ((await MailAsync(server)).State, (await MailAsync(server)).LastError!.Length));

        await SignUpAsync(server);
        await DispatchAsync(server);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await DispatchAsync(server));
        Assert.Equal(1, await server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.State == MailState.Unknown)));
    }

    [OnBothDatabases]
    public async Task A_mail_that_was_in_hand_when_its_time_ran_out_may_have_been_sent_and_is_not_sent_again(string database)
    {
        await using var server = await StartAsync(database, _ => new Scripted((_, _) => throw new IOException("The process is killed here.")));
        await SignUpAsync(server);
        await Assert.ThrowsAsync<IOException>(() => DispatchAsync(server));

        _clock.Advance(OutboundEmail.AccountLife);
        Assert.Equal(0, await DispatchAsync(server));

        var mail = await MailAsync(server);
        Assert.Equal((MailState.Unknown, null), (mail.State, mail.Payload));
    }

    [OnBothDatabases]
    public async Task A_mail_that_was_in_hand_when_everything_went_down_for_longer_than_keys_live_is_not_sent_again_and_an_admin_is_asked(string database)
    {
        var handedOver = 0;
        await using var server = await StartAsync(database, _ => new Scripted((_, _) => ++handedOver == 1 ? throw new IOException("The process is killed here.") : Outcome(new MailOutcome.Accepted("id"))));
        var mail = await server.WriteAsync(MailLane.Share); // it would be worth sending for a week
        await Assert.ThrowsAsync<IOException>(() => DispatchAsync(server));

        _clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(0, await DispatchAsync(server));
        Assert.Equal((MailState.Unknown, 1), ((await server.MailAsync(mail)).State, handedOver));

        using var desk = await (await server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        Assert.Contains("Whoever was sending it stopped halfway, and it is too late to ask the provider again.", (await desk.GetPageAsync("/admin/mail")).QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        await desk.PostFormAsync("/admin/mail", form: "form[action*='Retry']");
        Assert.Equal((1, 2), (await DispatchAsync(server), handedOver));
    }

    [OnBothDatabases]
    public async Task Eight_dispatchers_at_once_send_each_of_forty_mails_once(string database)
    {
        var sent = new ConcurrentBag<string>();
        await using var server = await StartAsync(database, _ => new Scripted((_, key) =>
        {
            sent.Add(key);
            return Outcome(new MailOutcome.Accepted(key));
        }));
        for (var i = 0; i < 40; i++) await SignUpAsync(server);

        var counts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => DispatchAsync(server))));

        Assert.Equal(40, counts.Sum());
        Assert.Equal(40, sent.Count);
        Assert.Equal(40, sent.Distinct().Count());
    }

    [OnBothDatabases]
    public async Task A_mail_goes_out_right_after_it_was_written(string database)
    {
        // The clock stands still: the poll that looks every few seconds never comes.
        await using var server = await ConcertoFixture.StartAsync(database, builder => builder.Services.AddSingleton<TimeProvider>(_clock));
        for (var mail = 0; mail < 3; mail++) await server.MailToAsync(await SignUpAsync(server));
    }

    private async Task<Server> StartAsync(string database, Func<FolderMailProvider, IMailProvider> provider) =>
        await ConcertoFixture.StartAsync(database, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(_clock);
            builder.Services.AddSingleton(services => provider(new(Path.Combine(services.GetRequiredService<Concerto.Web.ConcertoOptions>().DataDirectory, "mail"))));
        }, "--Concerto:Jobs:Enabled=false");

    private static async Task<string> SignUpAsync(Server server)
    {
        var email = Server.NewAddress();
        await server.UseAsync((SignUp signUp) => signUp.ExecuteAsync(new("Mira", email, Server.Password), default));
        return email;
    }

    private static Task<int> DispatchAsync(Server server) => server.Services.GetRequiredService<MailDispatcher>().DispatchAsync(default);

    private static Task<OutboundEmail> MailAsync(Server server) => server.QueryAsync(db => db.OutboundEmails.AsNoTracking().OrderBy(m => m.CreatedAt).FirstAsync());

    private static Task<MailedLink> LinkAsync(Server server) => server.QueryAsync(db => db.MailedLinks.AsNoTracking().SingleAsync());

    private static Task<MailOutcome> Outcome(MailOutcome outcome) => Task.FromResult(outcome);
}
