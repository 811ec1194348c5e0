using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;

namespace Concerto.Domain.Sharing;

/// <summary>
/// A share for an address that has no verified account yet: it grants nothing until the address is verified, and is then made a <see cref="Share"/> in
/// the same transaction (law 9). To the one who shares, the two look alike: nobody learns from us who has an account.
/// </summary>
public sealed class Invite : ICollaboration
{
    /// <summary>A message has at most as many characters.</summary>
    public const int MaxMessageLength = 1_000;

    private Invite() { }

    public InviteId Id { get; private set; }

    /// <summary>As typed.</summary>
    public string Address { get; private set; } = "";

    /// <summary>See <see cref="EmailAddress.Key"/>; unique within the project or song.</summary>
    public string AddressKey { get; private set; } = "";

    public Role Role { get; private set; }

    /// <summary>The shared project; null when a song is shared.</summary>
    public ProjectId? ProjectId { get; private set; }

    /// <summary>The shared song; null when a project is shared.</summary>
    public SongId? SongId { get; private set; }

    /// <summary>Who shares.</summary>
    public UserId InviterId { get; private set; }

    /// <summary>What they wrote with it; null for nothing.</summary>
    public string? Message { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <inheritdoc/>
    public int Mails { get; private set; }

    /// <inheritdoc/>
    public OutboundEmailId? MailId { get; private set; }

    /// <inheritdoc/>
    public DateTime? MailedAt { get; private set; }

    public CollaboratorId Key => CollaboratorId.From(Id.Value);
    UserId? ICollaboration.SharedById => InviterId;

    public static Invite To(Project project, EmailAddress address, Role role, string? message, UserId inviter, DateTime now) =>
        Of(address, role, message, inviter, now, invite => invite.ProjectId = project.Id);

    public static Invite To(Song song, EmailAddress address, Role role, string? message, UserId inviter, DateTime now) =>
        Of(address, role, message, inviter, now, invite => invite.SongId = song.Id);

    public void Change(Role role) => Role = Share.Grantable(role);

    /// <inheritdoc/>
    public void Mailed(OutboundEmailId? mail, DateTime now) => (Mails, MailId, MailedAt) = (Mails + 1, mail, now);

    private static Invite Of(EmailAddress address, Role role, string? message, UserId inviter, DateTime now, Action<Invite> to)
    {
        var invite = new Invite
        {
            Id = InviteId.New(),
            Address = address.Text,
            AddressKey = address.Key,
            Role = Share.Grantable(role),
            InviterId = inviter,
            Message = message,
            CreatedAt = now,
        };
        to(invite);
        return invite;
    }
}
