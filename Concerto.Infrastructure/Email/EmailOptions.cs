using MimeKit;

namespace Concerto.Infrastructure.Email;

/// <summary>The section <c>Concerto:Email</c>.</summary>
public sealed class EmailOptions
{
    public const string Section = "Concerto:Email";
    private const int FreePlanDaily = 100, FreePlanMonthly = 3000; // Resend's

    /// <summary>folder (mails become .eml files in the data directory), resend or smtp.</summary>
    public string Provider { get; set; } = "folder";

    /// <summary>The sender, as in a header.</summary>
    public string From { get; set; } = "Concerto <concerto@localhost>";

    public ResendOptions Resend { get; set; } = new();
    public SmtpOptions Smtp { get; set; } = new();
    public BudgetOptions Budget { get; set; } = new();

    /// <summary>Mails a UTC day; null for no limit.</summary>
    public int? DailyLimit => Limit(Budget.Daily, FreePlanDaily);

    /// <summary>Mails a UTC month; null for no limit.</summary>
    public int? MonthlyLimit => Limit(Budget.Monthly, FreePlanMonthly);

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Provider: not ("folder" or "resend" or "smtp") } => $"{Section}:Provider is “{Provider}”; it can be folder, resend or smtp.",
        _ when !MailboxAddress.TryParse(From, out var sender) || !sender.Address.Contains('@') => $"{Section}:From is “{From}”; write it like Concerto <mail@example.com>.",
        _ => Budget.Problem() ?? (Provider == "resend" ? Resend.Problem() : Provider == "smtp" ? Smtp.Problem() : null),
    };

    private int? Limit(int? configured, int freePlan) => (configured ?? (Provider == "resend" ? freePlan : 0)) is > 0 and var limit ? limit : null;
}
