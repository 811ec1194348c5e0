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
        await Page.WaitForURLAsync("**/projects");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
