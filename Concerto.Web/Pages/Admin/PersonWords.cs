using Concerto.Domain.Email;
using Concerto.Web.Features.Accounts;

namespace Concerto.Web.Pages.Admin;

internal static class PersonWords
{
    public static string Of(MailLane lane) => lane switch { MailLane.Account => "About the account", MailLane.Invite => "An invite", MailLane.Share => "A share or mention", MailLane.Digest => "The digest", _ => $"{lane}" };

    public static string Of(KnownMail mail) => mail switch
    {
        { BouncedAt: not null } => "it came back",
        { DeliveredAt: not null } => "delivered",
        { State: MailState.Queued } => "waits to be sent",
        { State: MailState.Sending } => "on its way",
        { State: MailState.Sent } => "taken by the mail provider",
        { State: MailState.Dead } => "not sent",
        { State: MailState.Expired } => "too late to be sent",
        { State: MailState.Unknown } => "it may have been sent",
        _ => $"{mail.State}",
    };
}
