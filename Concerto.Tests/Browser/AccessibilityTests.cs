using System.Text.Json;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Tests.Sharing;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Projects;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Songs;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Concerto.Tests.InChromium;

/// <summary>axe-core looks at every page that there is, in both themes, on a desk and on a phone: it finds nothing, and nothing runs into the content security policy.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string Axe = File.ReadAllText(Path.Combine(Repository.Root, "Concerto.Web", "node_modules", "axe-core", "axe.min.js"));

    [Theory]
    [InlineData(ColorScheme.Light, 1440, 900)]
    [InlineData(ColorScheme.Dark, 1440, 900)]
    [InlineData(ColorScheme.Light, 390, 844)]
    [InlineData(ColorScheme.Dark, 390, 844)]
    public async Task Axe_finds_nothing_on_any_page(ColorScheme theme, int width, int height)
    {
        await using var server = await ConcertoFixture.StartAsync("sqlite");
        var (mira, addresses) = await SceneAsync(server);
        var routes = server.Services.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<PageActionDescriptor>().Select(page => page.AttributeRouteInfo!.Template!).Distinct();
        Assert.Empty(routes.Except(addresses.Select(a => a.Route)));

        var found = new List<string>();
        await using var visit = await chromium.VisitAsync(server, new() { ColorScheme = theme, ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce });
        foreach (var (_, address) in addresses.Where(a => a.Route.StartsWith("account/", StringComparison.Ordinal))) await LookAsync(address);
        await SignInAsync(visit.Page, mira);
        foreach (var (_, address) in addresses.Where(a => !a.Route.StartsWith("account/", StringComparison.Ordinal))) await LookAsync(address);
        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(visit.Errors);

        async Task LookAsync(string address)
        {
            await visit.Page.GotoAsync(address);
            await Expect(visit.Page.Locator("main")).ToBeVisibleAsync();
            var violations = await ViolationsAsync(visit.Page);
            found.AddRange(violations.Select(violation => $"{address}: {violation}"));
        }
    }

    /// <summary>What axe has against the page as it is now, a line each.</summary>
    internal static async Task<IReadOnlyList<string>> ViolationsAsync(IPage page)
    {
        // By the debugger, which no policy stops; the page itself gets no script. Nothing is preloaded: for that axe would write styles of its own into the waveform.
        await page.EvaluateAsync(Axe);
        var answer = await page.EvaluateAsync<JsonElement>("() => axe.run(document, { preload: false, resultTypes: ['violations'] }).then(r => r.violations.map(v => `${v.id}: ${v.help} at ${v.nodes.map(n => `${n.target.join(' ')} (${n.failureSummary?.split('\\n').slice(1).join('; ').trim()})`).join(' | ')}`))");
        return [.. answer.EnumerateArray().Select(line => line.GetString()!)];
    }

    /// <summary>Somebody with everything that pages show, and where every page is.</summary>
    private static async Task<(Person Mira, IReadOnlyList<(string Route, string Address)> Addresses)> SceneAsync(Server server)
    {
        var (mira, jonas) = (await server.NewPersonAsync("Mira Ott", admin: true), await server.NewPersonAsync("Jonas Berg"));
        var version = await server.WaitUntilReadyAsync((await server.UploadAsync(mira, new(ProjectName: "Demos", SongName: "Intro"))).Id);
        await server.WaitUntilRenderedAsync(version.Id);
        var project = await server.QueryAsync(db => Task.FromResult(db.Songs.Single(s => s.Id == version.SongId).ProjectId));
        var shared = await server.ShareOpenedAsync(mira, await server.QueryAsync(db => db.Projects.SingleAsync(p => p.Id == project)), jonas, Role.Commenter);
        var note = await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, "From here on, a little less reverb.", 230, 900), mira.Caller, default));
        await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, "Gladly.", ParentId: note.Id), jonas.Caller, default));
        var done = await server.UseAsync((AddComment add) => add.ExecuteAsync(new(version.Id, "The snare is loud."), jonas.Caller, default));
        await server.UseAsync((ResolveComment resolve) => resolve.ExecuteAsync(new(done.Id), mira.Caller, default));
        var bare = await server.UseAsync((CreateSong create) => create.ExecuteAsync(new(project, "Outro"), mira.Caller, default));
        var empty = await server.UseAsync((CreateProject create) => create.ExecuteAsync(new("Nothing yet"), mira.Caller, default));
        async Task<string> InviteAsync()
        {
            var email = Server.NewAddress("nina");
            await server.ShareAsync(mira, await server.QueryAsync(db => db.Projects.SingleAsync(p => p.Id == project)), email, Role.Commenter, "Is the vocal too loud?");
            return (await server.MailToAsync(email)).Link().PathAndQuery;
        }
        return (mira,
        [
            ("", "/"), ("admin/jobs", "/admin/jobs"), ("admin/invites", "/admin/invites"), ("account/invite", "/account/invite?token=nonsense"), ("account/invite", await InviteAsync()), ("admin/mail", $"/admin/mail?to={mira.Email}"),
            ("admin", "/admin"), ("admin/people", "/admin/people"), ("admin/people", "/admin/people?show=Disabled"), ("admin/people/sign-up-link", "/admin/people/sign-up-link"), ("admin/people/{id}", $"/admin/people/{jonas.Id}"), ("admin/people/{id}/{change}", $"/admin/people/{jonas.Id}/disable"), ("admin/audit", $"/admin/audit?person={jonas.Id}"),
            ("account/sign-in", "/account/sign-in"), ("account/sign-up", "/account/sign-up"), ("account/forgot", "/account/forgot"), ("account/check-mail", "/account/check-mail"),
            ("account/verify", "/account/verify?token=nonsense"), ("account/reset", "/account/reset?token=nonsense"), ("account/sign-out", "/account/sign-out"),
            ("unsubscribe/{token}", server.Services.GetRequiredService<UnsubscribeLinks>().For(mira.Id).PathAndQuery),
            ("status/{code:int:range(400,599)}", "/songs/nonsense"), ("graphql/ui", "/graphql/ui"), ("developers", "/developers"), ("dev/look", "/dev/look"), ("dev/mail", "/dev/mail"),
            ("account/code", "/account/code"), ("account/change-address", "/account/change-address?token=nonsense"), ("settings", "/settings"), ("notifications", "/notifications"), ("notifications", "/notifications?before=1"), ("settings/notifications", "/settings/notifications"), ("settings/account", "/settings/account"), ("settings/account/delete", "/settings/account/delete"), ("settings/security", "/settings/security"), ("settings/tokens", "/settings/tokens"), ("settings/tokens/{id}/revoke", $"/settings/tokens/{await server.QueryAsync(db => db.ApiTokens.Where(t => t.UserId == mira.Id).Select(t => t.Id).SingleAsync())}/revoke"), ("settings/two-factor", "/settings/two-factor"), ("settings/two-factor/off", "/settings/two-factor/off"), ("settings/recovery-codes", "/settings/recovery-codes"),
            ("projects", "/projects"), ("projects", "/projects?q=nothing"), ("projects/{id}", $"/projects/{project}"), ("projects/{id}", $"/projects/{empty.Id}"),
            ("projects/{id}/share", $"/projects/{project}/share"), ("projects/{id}/share", $"/projects/{empty.Id}/share"), ("songs/{id}/share", $"/songs/{version.SongId}/share"),
            ("collaborators/{id}/remove", $"/collaborators/{shared.Id}/remove"), ("projects/{id}/hand-over", $"/projects/{project}/hand-over"), ("projects/{id}/leave", $"/projects/{project}/leave"), ("songs/{id}/leave", $"/songs/{version.SongId}/leave"),
            ("projects/{id}/rename", $"/projects/{project}/rename"), ("projects/{id}/delete", $"/projects/{project}/delete"),
            ("songs/{id}", $"/songs/{version.SongId}?notes=All"), ("songs/{id}", $"/songs/{bare.Id}"), ("songs/{id}/rename", $"/songs/{version.SongId}/rename"), ("songs/{id}/delete", $"/songs/{version.SongId}/delete"),
            ("versions/{id}/rename", $"/versions/{version.Id}/rename"), ("versions/{id}/delete", $"/versions/{version.Id}/delete"),
            ("comments/{id}/edit", $"/comments/{note.Id}/edit"), ("comments/{id}/delete", $"/comments/{note.Id}/delete"), ("comments/{id}/resolve", $"/comments/{note.Id}/resolve"),
        ]);
    }

    internal static async Task SignInAsync(IPage page, Person person)
    {
        await page.GotoAsync("/account/sign-in");
        await page.GetByLabel("Email").FillAsync(person.Email);
        await page.GetByLabel("Password").FillAsync(Server.Password);
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.ArriveAsync("/projects");
    }
}
