using MimeKit;

namespace Concerto.Infrastructure.Email;

/// <summary>A mail in the folder.</summary>
/// <param name="FileName">Its name in the folder; sorts by time.</param>
/// <param name="Date">When it was written, UTC.</param>
public sealed record FiledMail(string FileName, DateTime Date, string From, string To, string Subject, string Text, string Html);

/// <summary>Reads what <see cref="FolderMailProvider"/> wrote: for the page /dev/mail, and for tests.</summary>
public sealed class MailFolder(string folder)
{
    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<FiledMail>> ListAsync(CancellationToken ct, int limit = 100)
    {
        if (!Directory.Exists(folder)) return [];
        var mails = new List<FiledMail>();
        foreach (var path in Directory.EnumerateFiles(folder, "*.eml").OrderDescending(StringComparer.Ordinal).Take(limit))
            mails.Add(await ReadAsync(path, ct));
        return mails;
    }

    /// <summary>The mail of that file name, or null when there is none.</summary>
    public async Task<FiledMail?> FindAsync(string fileName, CancellationToken ct)
    {
        var path = Path.Combine(folder, Path.GetFileName(fileName));
        return fileName.EndsWith(".eml", StringComparison.Ordinal) && File.Exists(path) ? await ReadAsync(path, ct) : null;
    }

    private static async Task<FiledMail> ReadAsync(string path, CancellationToken ct)
    {
        using var mail = await MimeMessage.LoadAsync(path, ct);
        return new(Path.GetFileName(path), mail.Date.UtcDateTime, mail.From.ToString(), mail.To.Mailboxes.First().Address, mail.Subject ?? "", mail.TextBody ?? "", mail.HtmlBody ?? "");
    }
}
