using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Sharing;
using Concerto.Web.GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Email;

/// <summary>A mail that was written, and what became of it. What it says is kept only while it waits, and never shown.</summary>
[FieldsOf<OutboundEmail>(
    nameof(OutboundEmail.Id), nameof(OutboundEmail.Lane), nameof(OutboundEmail.To), nameof(OutboundEmail.State), nameof(OutboundEmail.CreatedAt), nameof(OutboundEmail.ExpiresAt), nameof(OutboundEmail.Attempts),
    nameof(OutboundEmail.SentAt), nameof(OutboundEmail.ProviderId), nameof(OutboundEmail.DeliveredAt), nameof(OutboundEmail.BouncedAt), nameof(OutboundEmail.ComplainedAt), Name = "Mail")]
public static class MailFields
{
    /// <summary>What kind of mail it is, in words.</summary>
    public static string Kind(OutboundEmail mail) => MailWords.Kind(mail);

    /// <summary>What became of it, in a sentence or two.</summary>
    public static string Story(OutboundEmail mail) => MailWords.State(mail);

    /// <summary>When it is tried next; null when it is not.</summary>
    public static DateTime? NextAttemptAt(OutboundEmail mail) => mail.State is MailState.Queued ? mail.NextAttemptAt : null;

    [Node]
    internal static IDataLoaderResult<OutboundEmail?> ById(OutboundEmailId id, Loaders load) => load.Batch(id, static (ask, ids, ct) =>
        Access.ForAdmins(ask.Caller, ask.Db.OutboundEmails).Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, ct));
}

/// <summary>An address that gets no mail, or only what its owner asks for about their account.</summary>
[FieldsOf<Suppression>(nameof(Suppression.Address), nameof(Suppression.Reason), nameof(Suppression.Detail), nameof(Suppression.At))]
public static class SuppressionFields
{
    /// <summary>Opaque, and the same everywhere.</summary>
    public static SuppressionId Id(Suppression suppression) => new(suppression.AddressKey);

    /// <summary>Not even mails about the account go there.</summary>
    public static bool StopsAllMail(Suppression suppression) => suppression.Blocks(MailLane.Account);

    [Node]
    internal static IDataLoaderResult<Suppression?> ById(SuppressionId id, Loaders load) => load.Batch(id.AddressKey, static (ask, keys, ct) =>
        Access.ForAdmins(ask.Caller, ask.Db.Suppressions).Where(s => keys.Contains(s.AddressKey)).ToDictionaryAsync(s => s.AddressKey, ct));
}

/// <summary>Whether mail goes out at all.</summary>
[FieldsOf<MailSender>(nameof(MailSender.PausedUntil), nameof(MailSender.Pause), nameof(MailSender.StoppedAt), nameof(MailSender.Reason), nameof(MailSender.FailingSince), nameof(MailSender.FailedAt), nameof(MailSender.Failure))]
public static class MailSenderFields;

/// <summary>How the mail budget stands.</summary>
[FieldsOf<BudgetStanding>(nameof(BudgetStanding.Day), nameof(BudgetStanding.Month), nameof(BudgetStanding.Lanes), Name = "MailBudget")]
public static class BudgetFields;

/// <summary>How a limit of the mail budget stands.</summary>
[FieldsOf<BudgetPeriod>(nameof(BudgetPeriod.Used), nameof(BudgetPeriod.Limit), nameof(BudgetPeriod.KeptForInvites), nameof(BudgetPeriod.KeptForAccounts), nameof(BudgetPeriod.EndsAt), Name = "MailBudgetPeriod")]
public static class BudgetPeriodFields;

/// <summary>How a lane of mail stands.</summary>
[FieldsOf<LaneStanding>(nameof(LaneStanding.Lane), nameof(LaneStanding.Waiting), nameof(LaneStanding.Left), Name = "MailLaneStanding")]
public static class LaneFields;
