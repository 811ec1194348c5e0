using Microsoft.Playwright;

namespace Concerto.Tests.InChromium;

/// <summary>A real Chromium, the machine's own. Each page it opens is watched: an error on the console, such as a violation of the content security policy, fails the test.</summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>How long a page may take over anything, in ms.</summary>
    public const float Patient = 60_000;

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patient); // a machine that does other things too is slow, not wrong
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CONCERTO_TEST_CHROMIUM") ?? "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required"],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>A person's browser, with a page of its own.</summary>
    public async Task<Visit> VisitAsync(Server server, BrowserNewContextOptions? options = null)
    {
        options ??= new() { ViewportSize = new() { Width = 1440, Height = 900 } };
        options.BaseURL = server.Url.ToString();
        var context = await _browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patient);
        return new(context, await context.NewPageAsync());
    }
}

/// <summary>One person's visit: a browser context with one page.</summary>
public sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _errors = [];

    internal Visit(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    /// <summary>Errors that scripts or the content security policy left on the console.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Signs in, and stands on the list of projects.</summary>
    public async Task SignInAsync(Person person)
    {
        await Page.GotoAsync("/account/sign-in");
        await Page.GetByLabel("Email").FillAsync(person.Email);
        await Page.GetByLabel("Password").FillAsync(Server.Password);
        await Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Page.ArriveAsync("/projects");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}

/// <summary>What has to have come before a test goes on.</summary>
internal static class Arrivals
{
    /// <summary>
    /// Waits until the page with that address is there, and whole. Playwright's own WaitForURL waits for events of the browser, and at times in vain: htmx changes the address by itself.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="ending">How its address ends.</param>
    public static Task ArriveAsync(this IPage page, string ending) => page.ArriveAsync(url => url.EndsWith(ending, StringComparison.Ordinal), ending);

    /// <inheritdoc cref="ArriveAsync(IPage, string)"/>
    public static Task ArriveAsync(this IPage page, Func<string, bool> isThere, string where) => Until.ItIsSoAsync(async () => isThere(page.Url) && await IsWholeAsync(page), $"It does not come to {where}.");

    /// <summary>Waits until the scripts of the song room have come: before, its keys and clicks are nobody's.</summary>
    public static Task RoomIsOpenAsync(this IPage page) => Assertions.Expect(page.Locator("#listen[data-open]")).ToBeVisibleAsync();

    private static async Task<bool> IsWholeAsync(IPage page)
    {
        try
        {
            return await page.EvaluateAsync<bool>("() => document.readyState === 'complete'");
        }
        catch (PlaywrightException)
        {
            return false; // it was left for another just then
        }
    }
}
