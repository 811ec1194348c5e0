using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;

namespace Concerto.Tests.Email;

public sealed class FolderMailProviderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("concerto-mail-").FullName, "mail");
    private readonly MailMessage _mail = new("Concerto <concerto@localhost>", "mira@example.com", new DateTime(2026, 3, 1, 9, 30, 0, DateTimeKind.Utc),
        new("Café · 音楽 🎵", "Text with ünïcode and a long line " + new string('x', 2000), "<p>HTML</p>"));

    [Fact]
    public async Task What_was_sent_can_be_read_as_it_was_written()
    {
        await new FolderMailProvider(_folder).SendAsync(_mail, "key", default);

        var read = Assert.Single(await new MailFolder(_folder).ListAsync(default));
        Assert.Equal((_mail.To, _mail.Date, _mail.Content.Subject), (read.To, read.Date, read.Subject));
        Assert.Equal((_mail.Content.Text, _mail.Content.Html), (read.Text.TrimEnd(), read.Html.TrimEnd()));
    }

    [Fact]
    public async Task The_same_key_replaces_and_another_adds()
    {
        var provider = new FolderMailProvider(_folder);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => provider.SendAsync(_mail, "key", default)));
        await provider.SendAsync(_mail, "another", default);

        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_a_reason_to_try_again()
    {
        await File.WriteAllTextAsync(_folder, "a file where the folder should be");
        Assert.IsType<MailOutcome.TryAgain>(await new FolderMailProvider(_folder).SendAsync(_mail, "key", default));
    }

    [Fact]
    public async Task Nothing_outside_the_folder_is_read()
    {
        await new FolderMailProvider(_folder).SendAsync(_mail, "key", default);
        await File.WriteAllTextAsync(Path.Combine(_folder, "..", "secret.eml"), "Subject: secret");

        Assert.Null(await new MailFolder(_folder).FindAsync("../secret.eml", default));
        Assert.NotNull(await new MailFolder(_folder).FindAsync("20260301T093000000-key.eml", default));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
}
