using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;

namespace Concerto.Domain.Sharing;

/// <summary>A person's role on one project, or on one song of it.</summary>
public sealed class Share : ICollaboration
{
    private Share() { }

    public ShareId Id { get; private set; }
    public UserId UserId { get; private set; }
    public Role Role { get; private set; }

    /// <summary>The shared project; null when a song is shared.</summary>
    public ProjectId? ProjectId { get; private set; }

    /// <summary>The shared song; null when a project is shared.</summary>
    public SongId? SongId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>The address that it was shared with, as typed: until the person has opened it, it is all that is shown of them.</summary>
    public string Address { get; private set; } = "";

    /// <summary>When the person first opened what was shared.</summary>
    public DateTime? OpenedAt { get; private set; }

    /// <inheritdoc/>
    public UserId? SharedById { get; private set; }

    /// <inheritdoc/>
    public string? Message { get; private set; }

    /// <inheritdoc/>
    public int Mails { get; private set; }

    /// <inheritdoc/>
    public OutboundEmailId? MailId { get; private set; }

    /// <inheritdoc/>
    public DateTime? MailedAt { get; private set; }

    public CollaboratorId Key => CollaboratorId.From(Id.Value);

    public static Share Of(Project project, UserId with, string address, Role role, DateTime now, UserId? by = null, string? message = null) =>
        new() { Id = ShareId.New(), UserId = with, Address = address, Role = Grantable(role), ProjectId = project.Id, CreatedAt = now, SharedById = by, Message = message };

    public static Share Of(Song song, UserId with, string address, Role role, DateTime now, UserId? by = null, string? message = null) =>
        new() { Id = ShareId.New(), UserId = with, Address = address, Role = Grantable(role), SongId = song.Id, CreatedAt = now, SharedById = by, Message = message };

    /// <summary>What an invite becomes once its address is verified (law 9). Its key, and what the one who shared sees of it, stay the same.</summary>
    public static Share Of(Invite invite, UserId with) => new()
    {
        Id = ShareId.From(invite.Id.Value), UserId = with, Address = invite.Address, Role = invite.Role, ProjectId = invite.ProjectId, SongId = invite.SongId, CreatedAt = invite.CreatedAt,
        SharedById = invite.InviterId, Message = invite.Message, Mails = invite.Mails, MailId = invite.MailId, MailedAt = invite.MailedAt,
    };

    /// <summary>A link that was copied for somebody is used by another account than the address has: it is theirs (law 9).</summary>
    public void PassTo(UserId person) => UserId = person;

    /// <inheritdoc/>
    public void Mailed(OutboundEmailId? mail, DateTime now) => (Mails, MailId, MailedAt) = (Mails + 1, mail, now);

    public void Change(Role role) => Role = Grantable(role);

    public void Opened(DateTime now) => OpenedAt ??= now;

    /// <exception cref="InvalidInputException">Ownership is handed over, not shared.</exception>
    public static Role Grantable(Role role) => role is Role.Viewer or Role.Commenter or Role.Editor
        ? role
        : throw new InvalidInputException("role", "A share makes somebody a viewer, a commenter or an editor.");
}
