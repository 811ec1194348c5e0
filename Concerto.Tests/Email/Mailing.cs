using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Alerts;
using Concerto.Web.Features.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace Concerto.Tests.Email;

/// <summary>Writes and sends mail for tests about the sending.</summary>
internal static class Mailing
{
    private static int _written;

    /// <summary>A server that sends only when it is told to.</summary>
    /// <param name="clock">Its time; null for the real one.</param>
    /// <param name="provider">Who carries the mail; null for the folder.</param>
    public static Task<Server> StartAsync(string database, FakeTimeProvider? clock, IMailProvider? provider = null, params string[] settings) =>
        ConcertoFixture.StartAsync(database, builder =>
        {
            if (clock is not null) builder.Services.AddSingleton<TimeProvider>(clock);
            if (provider is not null) builder.Services.AddSingleton(provider);
        }, ["--Concerto:Jobs:Enabled=false", .. settings]);

    /// <summary>A noon, so that neither the day nor the month ends while a test runs.</summary>
    public static FakeTimeProvider Noon() => new(new(2027, 3, 10, 12, 0, 0, TimeSpan.Zero));

    public static async Task<OutboundEmailId> WriteAsync(this Server server, MailLane lane, string? to = null, UserId? sender = null, string? client = null, bool byStranger = false, DateTime? expiresAt = null, Uri? unsubscribe = null)
    {
        var text = new MailText($"A mail in the lane {lane}", "Hello", ["A mail."], "Open", new("https://concerto.example/"), "Because.");
        return await server.QueryAsync(async db =>
        {
            var id = server.Services.GetRequiredService<Outbox>().Add(db, new(lane, to ?? Server.NewAddress(), text, $"test:{Interlocked.Increment(ref _written)}")
            {
                Sender = sender, Client = client, ByStranger = byStranger, ExpiresAt = expiresAt, Unsubscribe = unsubscribe,
            });
            await db.SaveChangesAsync();
            return id;
        });
    }

    public static async Task WriteAsync(this Server server, int count, MailLane lane, UserId? sender = null, string? client = null, bool byStranger = false)
    {
        for (var i = 0; i < count; i++) await server.WriteAsync(lane, sender: sender, client: client, byStranger: byStranger);
    }

    /// <returns>How many were accepted.</returns>
    public static Task<int> DispatchAsync(this Server server) => server.Services.GetRequiredService<MailDispatcher>().DispatchAsync(default);

    public static Task<OutboundEmail> MailAsync(this Server server, OutboundEmailId id) => server.QueryAsync(db => db.OutboundEmails.AsNoTracking().SingleAsync(m => m.Id == id));

    public static Task<int> CountAsync(this Server server, MailLane lane, MailState state) => server.QueryAsync(db => db.OutboundEmails.CountAsync(m => m.Lane == lane && m.State == state));

    public static Task<int> LeftAsync(this Server server, MailLane lane) => server.QueryAsync(db => server.Services.GetRequiredService<MailBudget>().LeftAsync(db, lane, default));

    /// <summary>What admins are told of mail on every page of theirs.</summary>
    public static async Task<IReadOnlyList<string>> MailAlertsAsync(this Server server)
    {
        await using var scope = server.Services.CreateAsyncScope();
        var source = scope.ServiceProvider.GetServices<IAlertSource>().OfType<MailAlerts>().Single();
        return [.. (await server.QueryAsync(db => source.LookAsync(db, default))).Select(a => a.Text)];
    }

    public static Task<BudgetStanding> StandingAsync(this Server server) => server.QueryAsync(db => server.Services.GetRequiredService<MailBudget>().LookAsync(db, default));
}

/// <summary>A provider at the other end of the port that answers as the test says; the last answer is for all that follow.</summary>
internal sealed class Scripted(params Func<MailMessage, string, Task<MailOutcome>>[] answers) : IMailProvider
{
    private int _next;

    public Scripted(params MailOutcome[] answers) : this([.. answers.Select(answer => (Func<MailMessage, string, Task<MailOutcome>>)((_, _) => Task.FromResult(answer)))])
    {
    }

    public TimeSpan KeysLive { get; init; } = TimeSpan.FromHours(24);

    public Task<MailOutcome> SendAsync(MailMessage mail, string idempotencyKey, CancellationToken ct) =>
        answers[Math.Min(Interlocked.Increment(ref _next), answers.Length) - 1](mail, idempotencyKey);
}
