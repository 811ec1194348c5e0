using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.AspNetCore.DataProtection;
using MimeKit;

namespace Concerto.Infrastructure.Email;

/// <summary>A mail to be written.</summary>
/// <param name="Lane">How soon it goes when not all can.</param>
/// <param name="To">The address.</param>
/// <param name="Text">What it says.</param>
/// <param name="DedupeKey">See <see cref="OutboundEmail.DedupeKey"/>.</param>
public sealed record Mail(MailLane Lane, string To, MailText Text, string DedupeKey)
{
    /// <summary>The link in it whose life starts when the mail is accepted.</summary>
    public MailedLink? Link { get; init; }

    /// <summary>The share or invite that it tells of: without it, it is not sent.</summary>
    public CollaboratorId? Collaborator { get; init; }

    /// <summary>Who has it sent; null when it goes to the one who asked for it.</summary>
    public UserId? Sender { get; init; }

    /// <summary>Their name: the mail then comes from “Mira Ott via Concerto”.</summary>
    public string? SenderName { get; init; }

    /// <summary>Where the request comes from; see <see cref="OutboundEmail.Client"/>.</summary>
    public string? Client { get; init; }

    /// <summary>See <see cref="OutboundEmail.ByStranger"/>; a sign-up's link is by itself.</summary>
    public bool ByStranger { get; init; }

    /// <summary>Where one request ends mails like this one; null for those that can't be ended.</summary>
    public Uri? Unsubscribe { get; init; }

    /// <summary>When it is not worth sending any more, UTC; by default as its lane has it.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Made beforehand by who has written it down already; by default made here.</summary>
    public OutboundEmailId? Id { get; init; }

    internal TimeSpan Life => Lane is MailLane.Account ? OutboundEmail.AccountLife : OutboundEmail.ShareLife;
}

/// <summary>Where use cases put their mails, in the transaction of what the mails tell of.</summary>
public sealed class Outbox
{
    private const int MaxSenderName = 60;

    // Nobody but Concerto reads it: the page in it need not be escaped, and packs to a fifth or less of itself.
    private static readonly JsonSerializerOptions Frozen = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IDataProtectionProvider _protection;
    private readonly TimeProvider _time;
    private readonly MailboxAddress _from;
    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public Outbox(IDataProtectionProvider protection, EmailOptions options, TimeProvider time)
    {
        (_protection, _from, _time) = (protection, MailboxAddress.Parse(options.From), time);
        // The first key is made, and written by a connection of its own, before any transaction that freezes a mail holds SQLite's one write lock.
        Freeze(OutboundEmailId.New(), new("", "", ""));
    }

    /// <summary>Freezes a mail and adds it to the caller's unit of work.</summary>
    public OutboundEmailId Add(ConcertoDbContext db, Mail mail) => db.OutboundEmails.Add(Freeze(mail)).Entity.Id;

    /// <summary>Freezes a mail, for who adds many at once: most of the work, and done without the database.</summary>
    public OutboundEmail Freeze(Mail mail)
    {
        var now = _time.Now();
        var id = mail.Id ?? OutboundEmailId.New();
        var content = mail.Text.ToContent() with { From = From(mail.SenderName), Unsubscribe = mail.Unsubscribe };
        return new(
            id, mail.Lane, mail.To, Freeze(id, content), mail.DedupeKey, now, mail.ExpiresAt ?? now + mail.Life, mail.Link?.Id, mail.Sender, mail.Client,
            mail.ByStranger || mail.Link is { Purpose: LinkPurpose.Verify }, mail.Collaborator);
    }

    /// <summary>Tells this process's dispatcher, once the transaction is through, that somebody is waiting for a mail.</summary>
    public void Nudge() => _nudges.Writer.TryWrite(true);

    internal ValueTask<bool> NudgedAsync(CancellationToken ct) => _nudges.Reader.ReadAsync(ct);

    internal MailContent Thaw(OutboundEmail mail)
    {
        var payload = Protector(mail.Id).Unprotect(mail.Payload!);
        if (payload[0] == '{') return JsonSerializer.Deserialize<MailContent>(payload)!; // frozen before they were packed
        using var packed = new ZLibStream(new MemoryStream(payload), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<MailContent>(packed)!;
    }

    private byte[] Freeze(OutboundEmailId id, MailContent content)
    {
        using var payload = new MemoryStream();
        using (var packed = new ZLibStream(payload, CompressionLevel.Fastest, leaveOpen: true)) JsonSerializer.Serialize(packed, content, Frozen);
        return Protector(id).Protect(payload.ToArray());
    }

    private IDataProtector Protector(OutboundEmailId id) => _protection.CreateProtector("Concerto.Email", id.ToString());

    // The address stays ours, whoever has it sent: it is the one that may send.
    private string From(string? sender)
    {
        if (sender is null) return _from.ToString();
        var name = sender.Length > MaxSenderName ? $"{sender[..MaxSenderName].TrimEnd()}…" : sender;
        return new MailboxAddress(Encoding.UTF8, $"{name} via {(_from.Name is { Length: > 0 } ours ? ours : "Concerto")}", _from.Address).ToString();
    }
}
