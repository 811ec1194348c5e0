using System.Text.RegularExpressions;
using Concerto.Domain.Accounts;

namespace Concerto.Web.Features.Accounts;

/// <summary>The audit log's entries as sentences, with a place for who did it (<c>{actor}</c>) and for whom it happened to (<c>{person}</c>).</summary>
public static partial class AuditWords
{
    public static string Of(AuditEntry entry)
    {
        var bySelf = entry.ActorId is null || entry.ActorId == entry.PersonId;
        return entry.Action switch
        {
            AuditAction.SignedUp => "{person} signed up",
            AuditAction.Verified => "{person} verified their address",
            AuditAction.VerifiedByAdmin => "{actor} verified {person} by hand",
            AuditAction.SignedIn => "{person} signed in",
            AuditAction.SignInFailed => "Somebody tried to sign in as {person}",
            AuditAction.PasswordChanged => "{person} changed their password",
            AuditAction.PasswordReset => "{person} chose a new password by a link",
            AuditAction.AddressChanged => "{person} changed their address",
            AuditAction.TwoFactorOn => "{person} turned two-factor on",
            AuditAction.TwoFactorOff => bySelf ? "{person} turned two-factor off" : "{actor} turned two-factor off for {person}",
            AuditAction.RecoveryCodesMade => "{person} made recovery codes",
            AuditAction.RecoveryCodeUsed => "{person} signed in with a recovery code",
            AuditAction.SessionsEnded => bySelf ? "{person} ended sessions of theirs" : "{actor} signed {person} out everywhere",
            AuditAction.AccountDeleted => bySelf ? "{person} deleted their account" : "{actor} deleted the account of {person}",
            AuditAction.Disabled => "{actor} disabled {person}",
            AuditAction.Enabled => "{actor} let {person} back in",
            AuditAction.MadeAdmin => bySelf ? "{person} became an admin" : "{actor} made {person} an admin",
            AuditAction.NoLongerAdmin => bySelf ? "{person} gave up being an admin" : "{actor} made {person} an admin no longer",
            AuditAction.ResetLinkMade => "{actor} made a reset link for {person}",
            AuditAction.SignUpLinkMade => entry.PersonId is null ? "{actor} made a sign-up link" : "{actor} made a sign-up link for {person}",
            AuditAction.TokenMade => "{actor} made a token",
            AuditAction.TokenRevoked => "{actor} revoked a token",
            AuditAction.InviteResent => "{actor} sent an invite again",
            AuditAction.InviteLinkCopied => "{actor} copied an invite’s link",
            AuditAction.InviteRevoked => "{actor} revoked an invite",
            AuditAction.InviteAccepted => "{actor} accepted an invite",
            AuditAction.MailRetried => "{actor} had a mail sent again",
            AuditAction.MailDropped => "{actor} dropped a mail",
            AuditAction.SenderResumed => "{actor} had mail sent again",
            AuditAction.AddressSuppressed => "{actor} stopped mail to an address",
            AuditAction.AddressUnsuppressed => "{actor} let mail go to an address again",
            AuditAction.JobRunByHand => "{actor} ran a job by hand",
            AuditAction.DigestStopped => "{person} stopped their digest by its link",
            AuditAction.ProjectHandedOver => "{actor} handed a project over to {person}",
            var other => $"{{actor}}: {Named(other)}",
        };
    }

    /// <summary>The action by itself, for a list to choose from: “Verified by admin”.</summary>
    public static string Named(AuditAction action)
    {
        var words = WordStart().Replace(action.ToString(), " $1").Trim();
        return words[..1] + words[1..].ToLowerInvariant();
    }

    [GeneratedRegex("([A-Z])")]
    private static partial Regex WordStart();
}
