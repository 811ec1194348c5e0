using Concerto.Domain.Accounts;
using Concerto.Domain.Email;

namespace Concerto.Domain.Sharing;

/// <summary>
/// A link to what was shared with an address. One that was mailed proves that its holder reads the mailbox, and may verify the address. One that was copied proves
/// nothing: it grants what was shared to the one account that accepts it (law 9). It lives no longer than the share or invite that it is for, to which no foreign key
/// leads: the key stays the same when one becomes the other, and who is removed takes their links along.
/// </summary>
public sealed class InviteLink
{
    /// <summary>How long it works; when it is mailed, from when the provider accepts the mail on.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    private InviteLink() { }

    public InviteLinkId Id { get; private set; }
    public CollaboratorId CollaboratorId { get; private set; }
    public string TokenHash { get; private set; } = "";

    /// <summary>The mail that it went with; null when it was copied. The mail knows when it was sent.</summary>
    public OutboundEmailId? MailId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When what it is for was accepted, by this link or by another.</summary>
    public DateTime? UsedAt { get; private set; }

    public bool WasMailed => MailId is not null;

    /// <returns>The link, and the token for its address, which is nowhere else.</returns>
    public static (InviteLink Link, string Token) To(CollaboratorId collaborator, DateTime now)
    {
        var token = Secret.New();
        return (new() { Id = InviteLinkId.New(), CollaboratorId = collaborator, TokenHash = Secret.Hash(token), CreatedAt = now }, token);
    }

    /// <summary>It goes with that mail.</summary>
    public void GoesWith(OutboundEmailId mail) => MailId = mail;

    /// <summary>Until when it works. Of one whose mail still waits, as long as that may.</summary>
    /// <param name="sentAt">When its mail was accepted, if it was.</param>
    public DateTime WorksUntil(DateTime? sentAt) => (WasMailed ? sentAt ?? CreatedAt + OutboundEmail.ShareLife : CreatedAt) + Life;
}
