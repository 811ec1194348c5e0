namespace Concerto.Web.Features.Accounts;

/// <summary>What people call the browser that calls itself “Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0”. Only words of ours come out.</summary>
public static class BrowserName
{
    // Each claims to be those below it too.
    private static readonly (string Token, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Vivaldi", "Vivaldi"), ("Firefox/", "Firefox"), ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"), ("Chromium", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ];

    private static readonly (string Token, string Name)[] Systems =
        [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")];

    /// <summary>“Firefox on Linux”, “Firefox”, “A browser on Linux”, “An unknown browser”.</summary>
    public static string Of(string? agent) => (Find(Browsers, agent), Find(Systems, agent)) switch
    {
        (null, null) => "An unknown browser",
        (null, var system) => $"A browser on {system}",
        (var browser, null) => browser,
        var (browser, system) => $"{browser} on {system}",
    };

    /// <summary>Something for one hand.</summary>
    public static bool IsPhone(string? agent) => Find(Systems, agent) is "iPhone" or "iPad" or "Android";

    private static string? Find((string Token, string Name)[] known, string? agent) =>
        known.FirstOrDefault(k => agent?.Contains(k.Token, StringComparison.Ordinal) is true).Name;
}
