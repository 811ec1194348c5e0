using Concerto.Domain.Email;

namespace Concerto.Web.Features.Email;

/// <summary>How mails are spoken of to admins.</summary>
public static class MailWords
{
    /// <summary>What kind of mail it is. Its subject is gone once it was sent.</summary>
    public static string Kind(OutboundEmail mail) => mail.DedupeKey[..Math.Max(0, mail.DedupeKey.IndexOf(':', StringComparison.Ordinal))] switch
    {
        "Verify" => "Confirm your address",
        "ResetPassword" => "Choose a new password",
        "account-there" => "You already have an account",
        "share" => "About something shared",
        _ => mail.Lane switch { MailLane.Account => "About the account", MailLane.Invite => "An invite", MailLane.Share => "About a mention", _ => "A digest" },
    };

    /// <summary>A lane, as a heading.</summary>
    public static string Lane(MailLane lane) => lane switch { MailLane.Account => "Accounts", MailLane.Invite => "Invites and shares", MailLane.Share => "Mentions", _ => "Digests" };

    /// <summary>What became of it, in a sentence or two that answer why it did not arrive.</summary>
    /// <param name="standsStill">No mail goes out at all just now.</param>
    public static string State(OutboundEmail mail, bool standsStill = false) => mail switch
    {
        { ComplainedAt: not null } => "It arrived, and whoever got it called it spam.",
        { BouncedAt: not null } => $"It came back. {Because(mail)}",
        { DeliveredAt: not null } => "Delivered: the recipient’s mail server took it. If it can’t be found, it is most likely in the spam folder.",
        { State: MailState.Sent, LastError: not null } => $"Handed over to the mail provider, which goes on trying. {Because(mail)}",
        { State: MailState.Sent, ProviderId: null } => "Handed over. What became of it then is not known here.",
        { State: MailState.Sent } => "Handed over to the mail provider, which has not said yet whether it was delivered.",
        { State: MailState.Sending } => "It is being sent right now.",
        { State: MailState.Queued } when standsStill => $"It waits, as all mail does: none goes out just now. {Because(mail)}".TrimEnd(),
        { State: MailState.Queued, LastError: null } => "It waits for its turn.",
        { State: MailState.Queued } => $"It waits. {Because(mail)}",
        { State: MailState.Expired } => $"Its time passed before it could be sent. {Because(mail)}".TrimEnd(),
        { State: MailState.Unknown } => $"It may have gone out or not. {Because(mail)}",
        { State: MailState.Dropped } => $"An admin decided that it need not go. {Because(mail)}".TrimEnd(),
        { State: MailState.NotNeeded, InDoubtSince: not null } => $"It is no longer needed, and not tried again; it may have gone out before. {Because(mail)}",
        { State: MailState.NotNeeded } => $"It was no longer needed, and did not go. {Because(mail)}",
        { SentAt: not null } => $"The mail provider took it, and then could not send it. {Because(mail)}",
        { InDoubtSince: not null } => $"Given up, though it may have gone out. {Because(mail)}",
        _ => $"Given up. {Because(mail)}",
    };

    /// <summary>What a provider said, ended as a sentence is.</summary>
    public static string Sentence(string reason) => reason[^1] is '.' or '!' or '?' ? reason : $"{reason}.";

    private static string Because(OutboundEmail mail) => mail.LastError is { Length: > 0 } reason ? Sentence(reason) : "";
}
