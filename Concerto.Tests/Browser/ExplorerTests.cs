using Concerto.Tests.GraphQL;
using Concerto.Tests.Sharing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>The explorer at <c>/graphql/ui</c>, as a developer meets it.</summary>
public sealed class ExplorerTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task A_person_runs_the_query_that_is_there_and_hears_a_note_as_it_is_written()
    {
        var server = await ConcertoFixture.OnAsync(ConcertoFixture.Sqlite);
        var (mira, jonas) = (await server.NewPersonAsync("Mira Ott"), await server.NewPersonAsync("Jonas"));
        var project = await server.ProjectAsync(mira, "Demos");
        await server.ShareOpenedAsync(mira, project, jonas);
        var (song, version, _) = await server.OnlySongAsync(project);
        await using var visit = await chromium.VisitAsync(server);
        await visit.SignInAsync(mira);
        var page = visit.Page;

        await OpenAsync(page);
        await Run(page).ClickAsync();
        await Expect(Answer(page)).ToContainTextAsync($"\"id\": \"{song.Id}\"");

        await page.GetByRole(AriaRole.Button, new() { Name = "Listen", Exact = true }).ClickAsync();
        await Expect(page.Locator(".graphiql-editor-tool")).ToContainTextAsync(song.Id.ToString());
        await Run(page).ClickAsync();
        for (var i = 1; !(await Answer(page).TextContentAsync())!.Contains("Louder", StringComparison.Ordinal); i++) // it says nothing when it begins
        {
            Assert.True(i < 60, "The subscription hears nothing.");
            await server.CommentAsync(jonas, version.Id, $"Louder, {i}.");
            await page.WaitForTimeoutAsync(500);
        }
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_stranger_brings_a_token()
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: "--Concerto:GraphQL:Introspection=everybody");
        var mira = await server.NewPersonAsync("Mira Ott");
        await using var visit = await chromium.VisitAsync(server, new() { ColorScheme = ColorScheme.Dark });
        var page = visit.Page;
        await OpenAsync(page);
        await Run(page).ClickAsync();
        await Expect(Answer(page)).ToContainTextAsync("\"viewer\": null"); // what is only there to be replaced is not sent

        await page.Locator(".graphiql-editor-tool .graphiql-editor:not(.hidden) .CodeMirror").ClickAsync();
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.InsertTextAsync($$"""{"Authorization": "Bearer {{mira.Token}}"}""");
        await Run(page).ClickAsync();
        await Expect(Answer(page)).ToContainTextAsync("\"name\": \"Mira Ott\"");
        Assert.Empty(visit.Errors);
    }

    [Theory]
    [InlineData("people", "Sign in")]
    [InlineData("nobody", "shows its schema to nobody")]
    public async Task Where_the_schema_is_not_shown_it_says_so(string introspection, string says)
    {
        await using var server = await ConcertoFixture.StartAsync(ConcertoFixture.Sqlite, settings: $"--Concerto:GraphQL:Introspection={introspection}");
        await using var visit = await chromium.VisitAsync(server);
        await visit.Page.GotoAsync("/graphql/ui");
        await Expect(visit.Page.GetByRole(AriaRole.Main)).ToContainTextAsync("The explorer is closed");
        await Expect(visit.Page.GetByRole(AriaRole.Main)).ToContainTextAsync(says);
        await Expect(visit.Page.Locator("script[src*=explorer]")).ToHaveCountAsync(0);
        Assert.Empty(visit.Errors);
    }

    /// <summary>It is there when its editor is.</summary>
    private static async Task OpenAsync(IPage page)
    {
        await page.GotoAsync("/graphql/ui");
        await Expect(page.Locator(".graphiql-query-editor .CodeMirror-code")).ToContainTextAsync("query Projects");
    }

    private static ILocator Run(IPage page) => page.Locator(".graphiql-execute-button");

    private static ILocator Answer(IPage page) => page.Locator(".graphiql-response");
}
