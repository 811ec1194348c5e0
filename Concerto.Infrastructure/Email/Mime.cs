using Concerto.Domain.Email;
using MimeKit;
using MimeKit.Text;

namespace Concerto.Infrastructure.Email;

/// <summary>A mail as it travels, for the providers that are given all of it.</summary>
internal static class Mime
{
    /// <summary>The same bytes for the same mail and key.</summary>
    public static MimeMessage ToMime(this MailMessage mail, string key, string host = "concerto")
    {
        var message = new MimeMessage { Subject = mail.Content.Subject, Date = new DateTimeOffset(mail.Date, TimeSpan.Zero), MessageId = $"{key}@{host}" };
        message.From.Add(MailboxAddress.Parse(mail.From));
        message.To.Add(MailboxAddress.Parse(mail.To));
        foreach (var (name, value) in mail.Content.Headers) message.Headers.Add(name, value);
        var body = new MultipartAlternative
        {
            new TextPart(TextFormat.Plain) { Text = mail.Content.Text },
            new TextPart(TextFormat.Html) { Text = mail.Content.Html },
        };
        body.Boundary = $"=-{key}";
        message.Body = body;
        return message;
    }
}
