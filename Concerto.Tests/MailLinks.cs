using System.Text.RegularExpressions;
using Concerto.Infrastructure.Email;

namespace Concerto.Tests;

internal static partial class MailLinks
{
    /// <summary>Where the mail's one link leads.</summary>
    public static Uri Link(this FiledMail mail) => new(Address().Match(mail.Text).Value);

    [GeneratedRegex(@"https?://\S+")]
    private static partial Regex Address();
}
