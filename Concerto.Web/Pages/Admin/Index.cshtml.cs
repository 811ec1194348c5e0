using Concerto.Domain;
using Concerto.Domain.Audio;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Alerts;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Admin;

/// <summary>How things stand, at a glance, and where to go on.</summary>
/// <param name="Figure">How many.</param>
/// <param name="Words">Of what.</param>
/// <param name="Link">Where they are.</param>
/// <param name="Warns">Somebody may have to do something about them.</param>
public sealed record Standing(int Figure, string Words, string? Link, bool Warns = false);

/// <summary>The desk's first page: what there is to know, and today in figures.</summary>
public sealed class IndexModel(ConcertoDbContext db, Alerts alerts, TimeProvider time) : AdminPage
{
    public IReadOnlyList<Alert> Alerts { get; private set; } = [];
    public IReadOnlyList<Standing> Standings { get; private set; } = [];

    public async Task OnGetAsync()
    {
        Alerts = await alerts.LookAsync(Caller, Ct);
        var day = time.Now().AddDays(-1);
        var waiting = await db.Users.Under(AccountFilter.Waiting).CountAsync(Ct);
        MailState[] unfinished = [MailState.Queued, MailState.Sending, MailState.Dead, MailState.Unknown];
        var mails = await db.OutboundEmails.Where(m => unfinished.Contains(m.State)).GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, Ct);
        var (joined, invites) = (await db.Users.WithAccount().CountAsync(u => u.CreatedAt >= day, Ct), await Access.InvitesToLookAfter(db).CountAsync(Ct));
        int Mails(params MailState[] states) => states.Sum(mails.GetValueOrDefault);
        var (sent, queued) = (await db.OutboundEmails.CountAsync(m => m.SentAt >= day, Ct), Mails(MailState.Queued, MailState.Sending));
        var (stuck, listening) = (Mails(MailState.Dead, MailState.Unknown), await db.AnalysisJobs.CountAsync(j => j.Stage == AnalysisStage.Measure, Ct));
        Standings =
        [
            new(waiting, waiting == 1 ? "person waits for their address to be verified" : "people wait for their address to be verified", "/admin/people?show=Waiting", waiting > 0),
            new(joined, "joined in the last 24 hours", "/admin/people"),
            new(invites, invites == 1 ? "invite waits for somebody to sign up" : "invites wait for somebody to sign up", "/admin/invites"),
            new(sent, sent == 1 ? "mail went out in the last 24 hours" : "mails went out in the last 24 hours", "/admin/mail"),
            new(queued, queued == 1 ? "mail waits to be sent" : "mails wait to be sent", "/admin/mail"),
            new(stuck, stuck == 1 ? "mail was given up, and needs a decision" : "mails were given up, and need a decision", "/admin/mail", stuck > 0),
            new(listening, listening == 1 ? "recording is being listened to" : "recordings are being listened to", null),
        ];
    }
}
