using Concerto.Domain.Email;

namespace Concerto.Infrastructure.Email;

/// <summary>The section <c>Concerto:Email:Budget</c>: how many mails may go out, and what of them is kept for which.</summary>
public sealed class BudgetOptions
{
    public const string Section = $"{EmailOptions.Section}:Budget";

    /// <summary>Mails a UTC day; 0 for no limit; unset for the provider's free plan, if it has one.</summary>
    public int? Daily { get; set; }

    /// <summary>Mails a UTC month; 0 for no limit; unset for the provider's free plan, if it has one.</summary>
    public int? Monthly { get; set; }

    /// <summary>What digests and mentions leave for invites and accounts, in percent of a limit.</summary>
    public int ReservePercent { get; set; } = 40;

    /// <summary>What invites leave for accounts; unset for half of <see cref="ReservePercent"/>.</summary>
    public int? AccountReservePercent { get; set; }

    /// <summary>
    /// How much of a limit a kind of mail leaves untaken. The floors are nested and go by all that is taken, whoever took it. Sign-ups leave half of what is kept for
    /// accounts: any stranger can make any number of them, and no number of strangers may keep a person with an account from a new password.
    /// </summary>
    public int Floor(int limit, MailLane lane, bool byStranger = false)
    {
        var account = AccountReservePercent ?? ReservePercent / 2;
        return lane switch
        {
            MailLane.Account => byStranger ? limit * account / 200 : 0,
            MailLane.Invite => Share(account),
            _ => Share(ReservePercent),
        };

        int Share(int percent) => (int)((limit * (long)percent + 99) / 100);
    }

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Daily: < 0 } => $"{Section}:Daily is {Daily}; it is a number of mails, or 0 for no limit.",
        { Monthly: < 0 } => $"{Section}:Monthly is {Monthly}; it is a number of mails, or 0 for no limit.",
        { ReservePercent: < 0 or > 100 } => $"{Section}:ReservePercent is {ReservePercent}; it goes from 0 to 100.",
        _ when AccountReservePercent is { } account && (account < 0 || account > ReservePercent) => $"{Section}:AccountReservePercent is {account}; it goes from 0 to ReservePercent, which is {ReservePercent}.",
        _ => null,
    };
}
