using Concerto.Domain.Accounts;
using Concerto.Domain.Email;

namespace Concerto.Domain.Notifications;

/// <summary>
/// That somebody's digest of a day is settled (law 6): one row for a person and a date where they live, whatever number of nodes, restarts and clocks. It is written in
/// the transaction that writes the mail and marks what it tells of.
/// </summary>
public sealed class Digest
{
    private Digest() { }

    public Digest(UserId person, DateOnly localDate, OutboundEmailId mail, DateTime now) => (UserId, LocalDate, MailId, At) = (person, localDate, mail, now);

    public UserId UserId { get; private set; }
    public DateOnly LocalDate { get; private set; }
    public DateTime At { get; private set; }

    /// <summary>The mail; null when there was nothing to tell after all: what they had not read was not for their eyes any more.</summary>
    public OutboundEmailId? MailId { get; private set; }

    public void HadNothingToTell() => MailId = null;
}
