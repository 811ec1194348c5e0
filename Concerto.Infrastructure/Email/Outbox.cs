using System.Text.Json;
using System.Threading.Channels;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.DataProtection;

namespace Concerto.Infrastructure.Email;

/// <summary>Where use cases put their mails, in the transaction of what the mails tell of.</summary>
public sealed class Outbox
{
    private readonly IDataProtectionProvider _protection;
    private readonly TimeProvider _time;
    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public Outbox(IDataProtectionProvider protection, TimeProvider time)
    {
        (_protection, _time) = (protection, time);
        // The first key is made, and written by a connection of its own, before any transaction that freezes a mail holds SQLite's one write lock.
        Freeze(OutboundEmailId.New(), new("", "", ""));
    }

    /// <summary>Freezes an account mail (verify, reset) and adds it to the caller's unit of work.</summary>
    /// <param name="dedupeKey">See <see cref="OutboundEmail.DedupeKey"/>.</param>
    /// <param name="link">The link whose life starts when the mail is accepted.</param>
    public void AddAccountMail(ConcertoDbContext db, string to, MailText text, string dedupeKey, MailedLink? link = null) =>
        Add(db, MailLane.Account, to, text, dedupeKey, OutboundEmail.AccountLife, link?.Id);

    /// <summary>Freezes a mail about something that was shared, and adds it to the caller's unit of work.</summary>
    /// <param name="dedupeKey">See <see cref="OutboundEmail.DedupeKey"/>.</param>
    public void AddShareMail(ConcertoDbContext db, string to, MailText text, string dedupeKey) =>
        Add(db, MailLane.Share, to, text, dedupeKey, OutboundEmail.ShareLife, link: null);

    /// <summary>Tells this process's dispatcher, once the transaction is through, that somebody is waiting for a mail.</summary>
    public void Nudge() => _nudges.Writer.TryWrite(true);

    private void Add(ConcertoDbContext db, MailLane lane, string to, MailText text, string dedupeKey, TimeSpan life, MailedLinkId? link)
    {
        var now = _time.Now();
        var id = OutboundEmailId.New();
        db.OutboundEmails.Add(new(id, lane, to, Freeze(id, text.ToContent()), dedupeKey, now, now + life, link));
    }

    internal ValueTask<bool> NudgedAsync(CancellationToken ct) => _nudges.Reader.ReadAsync(ct);

    internal MailContent Thaw(OutboundEmail mail) =>
        JsonSerializer.Deserialize<MailContent>(Protector(mail.Id).Unprotect(mail.Payload!))!;

    private byte[] Freeze(OutboundEmailId id, MailContent content) => Protector(id).Protect(JsonSerializer.SerializeToUtf8Bytes(content));

    private IDataProtector Protector(OutboundEmailId id) => _protection.CreateProtector("Concerto.Email", id.ToString());
}
