using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Projects;

namespace Concerto.Domain.Sharing;

/// <summary>What a <see cref="Share"/> and an <see cref="Invite"/> have in common: all that the one who shares sees and does about either.</summary>
public interface ICollaboration
{
    /// <summary>The same key before and after an invite becomes a share.</summary>
    CollaboratorId Key { get; }

    Role Role { get; }
    ProjectId? ProjectId { get; }
    SongId? SongId { get; }

    /// <summary>As typed.</summary>
    string Address { get; }

    /// <summary>Who shared it; null for what was shared before that was kept.</summary>
    UserId? SharedById { get; }

    /// <summary>What they wrote with it.</summary>
    string? Message { get; }

    /// <summary>How often the address was told of it.</summary>
    int Mails { get; }

    /// <summary>The last mail about it; null when none was written, because its person has an account and does not want such mails.</summary>
    OutboundEmailId? MailId { get; }

    /// <summary>When the address was last told of it.</summary>
    DateTime? MailedAt { get; }

    void Change(Role role);

    /// <summary>The address was told once more.</summary>
    /// <param name="mail">See <see cref="MailId"/>.</param>
    void Mailed(OutboundEmailId? mail, DateTime now);
}
