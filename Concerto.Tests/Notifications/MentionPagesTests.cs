using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Notifications;

/// <summary>Names in notes as pages have them: emphasised, offered, and never of somebody whom the reader does not know.</summary>
public sealed class MentionPagesTests
{
    [Fact]
    public async Task A_name_in_a_note_is_emphasised_and_nothing_that_was_typed_becomes_markup()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var band = await server.BandAsync("Ida");
        await server.LookAsync(async db =>
        {
            (await db.Users.SingleAsync(u => u.Id == band.More[0].Id)).Rename(Name.From("<i>Ida</i>", "name"));
            await db.SaveChangesAsync();
        });
        await server.CommentAsync(band.Mira, band.Version.Id, "<b>@Jonas</b> & @<i>Ida</i>, mail jonas@example.com");
        using var browser = await band.Sam.SignedInAsync();
        var note = (await browser.GetPageAsync($"/songs/{band.Song.Id}?notes=All")).QuerySelectorAll(".note-text")[^1];
        Assert.Equal("<b>@Jonas</b> & @<i>Ida</i>, mail jonas@example.com", note.TextContent);
        Assert.Equal(["@Jonas", "@<i>Ida</i>"], note.QuerySelectorAll(".mention").Select(m => m.TextContent));
        Assert.Empty(note.QuerySelectorAll("b, i"));
    }

    [OnBothDatabases]
    public async Task Law10_who_has_not_opened_it_is_neither_offered_nor_named_to_others(string database)
    {
        var server = await ConcertoFixture.OnAsync(database);
        var (band, ida) = (await server.BandAsync(), await server.NewPersonAsync("Ida"));
        await server.ShareAsync(band.Mira, band.Project, ida.Email, Role.Commenter);
        Assert.Equal(["Mira", "Sam"], await OfferedAsync(band.Jonas));
        await server.CommentAsync(band.Jonas, band.Version.Id, "@Ida, are you there?");
        Assert.Equal([NotificationKind.Shared, NotificationKind.Comment], await server.KindsAsync(ida)); // a name that Jonas does not know is a word like any other

        await server.OpenAsync(ida, band.Project);
        Assert.Equal(["Ida", "Mira", "Sam"], await OfferedAsync(band.Jonas));
        await server.CommentAsync(band.Jonas, band.Version.Id, "@Ida!");
        Assert.Equal(NotificationKind.Mention, (await server.KindsAsync(ida))[^1]);

        async Task<IEnumerable<string?>> OfferedAsync(Person person)
        {
            using var browser = await person.SignedInAsync();
            return (await browser.GetPageAsync($"/songs/{band.Song.Id}?handler=People")).QuerySelectorAll("[role=option]").Select(o => o.GetAttribute("data-name"));
        }
    }
}
