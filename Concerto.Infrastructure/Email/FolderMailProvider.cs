using System.Globalization;
using Concerto.Domain.Email;

namespace Concerto.Infrastructure.Email;

/// <summary>
/// Mails as .eml files in a folder: for trying Concerto out, and for tests. The name is made of the mail's time and key, so that
/// a resend replaces the file rather than adding one.
/// </summary>
public sealed class FolderMailProvider(string folder) : IMailProvider
{
    public TimeSpan KeysLive => TimeSpan.MaxValue;

    public async Task<MailOutcome> SendAsync(MailMessage mail, string idempotencyKey, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{mail.Date:yyyyMMdd'T'HHmmssfff}-{idempotencyKey}.eml");
        var path = Path.Combine(folder, name);
        try
        {
            Directory.CreateDirectory(folder);
            using var message = mail.ToMime(idempotencyKey);
            var temporary = $"{path}.{Guid.CreateVersion7():N}.tmp";
            await message.WriteToAsync(temporary, ct);
            File.Move(temporary, path, overwrite: true);
            return new MailOutcome.Accepted(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MailOutcome.TryAgain(e.Message);
        }
    }
}
