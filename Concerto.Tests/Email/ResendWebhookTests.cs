using System.Globalization;
using System.Net;
using System.Text.Json;
using Concerto.Domain.Email;
using Concerto.Domain.Sharing;
using Concerto.Web.Features.Email;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Email;

/// <summary>What Resend tells afterwards: believed when it is signed, fresh and new.</summary>
public sealed class ResendWebhookTests(ResendWebhookTests.Post post) : IClassFixture<ResendWebhookTests.Post>
{
    [Fact]
    public async Task A_mail_that_arrived_is_said_to_have_arrived()
    {
        var mail = await post.SentAsync("mira@example.com");
        Assert.Equal(HttpStatusCode.NoContent, await post.TellAsync("email.delivered", mail));
        var read = await post.Server.MailAsync(mail.Id);
        Assert.NotNull(read.DeliveredAt);
        Assert.StartsWith("Delivered:", MailWords.State(read), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_provider_could_not_send_after_all_is_a_dead_letter_and_its_address_is_innocent()
    {
        var mail = await post.SentAsync("ida@example.com");
        Assert.Equal(HttpStatusCode.NoContent, await post.TellAsync("email.failed", mail, "reached_daily_quota"));
        var read = await post.Server.MailAsync(mail.Id);
        Assert.Equal((MailState.Dead, "The mail provider took it, and then could not send it. reached_daily_quota."), (read.State, MailWords.State(read)));
        Assert.Equal(Delivery.Failed, Deliveries.Of(read.State, read.DeliveredAt, read.BouncedAt));
        Assert.Equal(MailState.Sent, (await post.SentAsync("ida@example.com")).State);
        using var desk = await (await post.Server.NewPersonAsync("Ada", admin: true)).SignedInAsync();
        var line = (await desk.GetPageAsync("/admin/mail")).QuerySelectorAll("[aria-labelledby=to-decide] .row").Single(row => row.TextContent.Contains("ida@example.com", StringComparison.Ordinal));
        Assert.Contains("What it said is gone: have a new one written.", line.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task News_that_overtake_the_answer_they_are_about_are_asked_for_again_and_not_lost()
    {
        var written = await post.Server.WriteAsync(MailLane.Account, "mo@example.com");
        post.Resend.Next(Fault.AnswerLost);
        await post.Server.DispatchAsync();
        var id = post.Resend.To("mo@example.com").Single().Id;
        var news = JsonSerializer.SerializeToUtf8Bytes(new { type = "email.delivered", data = new { email_id = id, to = new[] { "mo@example.com" } } });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await post.SendAsync(news, "msg_early"));

        await post.Server.QueryAsync(db => db.OutboundEmails.Where(m => m.Id == written).ExecuteUpdateAsync(set => set.SetProperty(m => m.NextAttemptAt, m => m.CreatedAt)));
        Assert.Equal(1, await post.Server.DispatchAsync());
        Assert.Equal(HttpStatusCode.NoContent, await post.SendAsync(news, "msg_early"));
        Assert.NotNull((await post.Server.MailAsync(written)).DeliveredAt);
    }

    [Fact]
    public async Task What_is_put_off_is_said_to_be_until_it_arrives_and_news_that_come_late_change_nothing()
    {
        var mail = await post.SentAsync("leo@example.com");
        await post.TellAsync("email.delivery_delayed", mail);
        Assert.Equal("Handed over to the mail provider, which goes on trying. The recipient’s mail server does not take it yet: the mailbox may be full.", MailWords.State(await post.Server.MailAsync(mail.Id)));
        await post.TellAsync("email.delivered", mail);
        foreach (var late in new[] { "email.delivery_delayed", "email.failed" }) await post.TellAsync(late, mail);
        var read = await post.Server.MailAsync(mail.Id);
        Assert.StartsWith("Delivered:", MailWords.State(read), StringComparison.Ordinal);
        Assert.Equal((MailState.Sent, null), (read.State, read.LastError));
    }

    [Fact]
    public async Task Only_what_can_never_arrive_or_is_not_wanted_suppresses_an_address()
    {
        foreach (var (address, type, bounce, blocks) in new[]
        {
            ("full@example.com", "email.bounced", "Transient", (bool?)null), ("gone@example.com", "email.bounced", "Permanent", true),
            ("listed@example.com", "email.suppressed", "OnAccountSuppressionList", true), ("Angry@example.com", "email.complained", null, false),
        })
        {
            var mail = await post.SentAsync(address);
            Assert.Equal(HttpStatusCode.NoContent, await post.TellAsync(type, mail, bounce));
            var key = address.ToLowerInvariant();
            var suppression = await post.Server.QueryAsync(db => db.Suppressions.AsNoTracking().SingleOrDefaultAsync(s => s.AddressKey == key));
            Assert.Equal(blocks, suppression?.Blocks(MailLane.Account));

            var next = (await post.Server.WriteAsync(MailLane.Share, to: address), await post.Server.WriteAsync(MailLane.Account, to: address));
            await post.Server.DispatchAsync();
            Assert.Equal((blocks is null ? MailState.Sent : MailState.Dead, blocks is true ? MailState.Dead : MailState.Sent), ((await post.Server.MailAsync(next.Item1)).State, (await post.Server.MailAsync(next.Item2)).State));
        }
    }

    [Fact]
    public async Task A_message_is_taken_in_once_by_its_id_and_eight_at_once_are_one()
    {
        var mail = await post.SentAsync("jonas@example.com");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => post.TellAsync("email.delivered", mail, id: "msg_same")));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer));
        var told = (await post.Server.MailAsync(mail.Id)).DeliveredAt;
        Assert.Equal(HttpStatusCode.NoContent, await post.TellAsync("email.bounced", mail, "Permanent", id: "msg_same"));
        Assert.Equal((told, null), ((await post.Server.MailAsync(mail.Id)).DeliveredAt, (await post.Server.MailAsync(mail.Id)).BouncedAt));
    }

    [Fact]
    public async Task What_is_not_signed_too_old_too_new_or_altered_is_refused()
    {
        var mail = await post.SentAsync("sam@example.com");
        foreach (var (ago, alter) in new (int, Func<string, string>?)[] { (301, null), (-310, null), (0, signature => signature.Replace("v1,", "v1,A", StringComparison.Ordinal)), (0, _ => ""), (0, _ => "v1,") })
            Assert.Equal(HttpStatusCode.Unauthorized, await post.TellAsync("email.delivered", mail, sent: Now() - ago, alter: alter));
        Assert.Equal(HttpStatusCode.NoContent, await post.TellAsync("email.opened", mail, sent: Now() - 240, alter: signature => $"v1,b2xk {signature}"));

        static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Null((await post.Server.MailAsync(mail.Id)).DeliveredAt);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_not_read_and_one_that_is_no_message_is_refused()
    {
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await post.SendAsync(new byte[300_000]));
        Assert.Equal(HttpStatusCode.BadRequest, await post.SendAsync("[]"u8.ToArray()));
        Assert.Equal(HttpStatusCode.NoContent, await post.SendAsync("""{"type":"email.bounced","data":{"email_id":"of somebody else","to":["a@example.com"],"bounce":{"type":"Permanent"}}}"""u8.ToArray()));
        Assert.False(await post.Server.QueryAsync(db => db.Suppressions.AnyAsync(s => s.AddressKey == "a@example.com")));
    }

    [Fact]
    public async Task Without_a_secret_there_is_no_such_address()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        using var http = new HttpClient { BaseAddress = server.Url };
        using var answer = await http.PostAsync("/webhooks/resend", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    public sealed class Post : IAsyncLifetime
    {
        private static readonly byte[] Key = Convert.FromBase64String(FakeResend.WebhookSecret["whsec_".Length..]);
        private static readonly HttpClient Http = new();
        private int _messages;

        public Server Server { get; private set; } = null!;
        internal FakeResend Resend { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Resend = await FakeResend.StartAsync();
            Server = await Mailing.StartAsync(ConcertoFixture.Sqlite, null, null, Resend.Settings);
        }

        public async Task<OutboundEmail> SentAsync(string to)
        {
            var id = await Server.WriteAsync(MailLane.Account, to);
            await Server.DispatchAsync();
            return await Server.MailAsync(id);
        }

        public Task<HttpStatusCode> TellAsync(string type, OutboundEmail mail, string? reason = null, string? id = null, long? sent = null, Func<string, string>? alter = null)
        {
            var why = reason is null ? null : new { message = "As the server said.", type = reason, subType = "General" };
            var news = JsonSerializer.SerializeToUtf8Bytes(new { type, created_at = "2026-11-25T00:00:00Z", data = new { email_id = mail.ProviderId, to = new[] { mail.To }, bounce = why, suppressed = why, failed = reason is null ? null : new { reason } } });
            return SendAsync(news, id, sent, alter);
        }

        public async Task<HttpStatusCode> SendAsync(byte[] body, string? id = null, long? sent = null, Func<string, string>? alter = null)
        {
            id ??= $"msg_{Interlocked.Increment(ref _messages)}";
            var at = (sent ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture);
            var signature = ResendWebhook.Sign(Key, id, at, body);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server.Url, "/webhooks/resend")) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.Add("svix-id", id);
            request.Headers.Add("svix-timestamp", at);
            request.Headers.TryAddWithoutValidation("svix-signature", alter is null ? signature : alter(signature));
            using var answer = await Http.SendAsync(request);
            return answer.StatusCode;
        }

        public async Task DisposeAsync()
        {
            await Server.DisposeAsync();
            await Resend.DisposeAsync();
        }
    }
}
