using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Concerto.Tests;

/// <summary>
/// A browser without scripts: keeps cookies, fills in forms, does not follow redirects. What needs scripts is tested in a real Chromium.
/// </summary>
public sealed partial class Browser(Uri server) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server };

    /// <summary>The cookies that it has from the server.</summary>
    public CookieContainer Cookies { get; } = new();

    public Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(new(HttpMethod.Get, path), headers);

    /// <summary>An answer that is read while it comes.</summary>
    public Task<HttpResponseMessage> StreamAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(new(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, headers);

    /// <summary>Sends any request with the browser's cookies, and keeps those of the answer.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, params (string Name, string Value)[] headers) =>
        SendAsync(request, HttpCompletionOption.ResponseContentRead, headers);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption until, (string Name, string Value)[] headers)
    {
        var address = new Uri(server, request.RequestUri!);
        if (Cookies.GetCookieHeader(address) is { Length: > 0 } cookies) request.Headers.Add("Cookie", cookies);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await _client.SendAsync(request, until);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
            foreach (var cookie in set) Cookies.SetCookies(address, cookie.Contains("1970", StringComparison.Ordinal) ? cookie : Expiry().Replace(cookie, ""));
        return response;
    }

    /// <summary>The page at that path, parsed.</summary>
    public async Task<IHtmlDocument> GetPageAsync(string path)
    {
        using var response = await GetAsync(path);
        return await ReadPageAsync(response);
    }

    public static async Task<IHtmlDocument> ReadPageAsync(HttpResponseMessage response) =>
        await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStreamAsync(), default);

    /// <summary>
    /// Opens the page, fills in its form and submits it: hidden fields and the antiforgery token go along, whatever the markup.
    /// </summary>
    /// <param name="path">The page that the form is on.</param>
    /// <param name="fields">What to type, by the inputs' names.</param>
    /// <param name="form">Which form, when there are several: a CSS selector.</param>
    public async Task<HttpResponseMessage> PostFormAsync(string path, Dictionary<string, string>? fields = null, string? form = null, params (string Name, string Value)[] headers)
    {
        using var response = await GetAsync(path);
        var page = await ReadPageAsync(response);
        var found = (IHtmlFormElement?)page.QuerySelector(form ?? "main form[method=post]") ?? (IHtmlFormElement?)page.QuerySelector(form ?? "form[method=post]")
            ?? throw new InvalidOperationException($"There is no form on {path} ({response.StatusCode}).");
        var values = found.QuerySelectorAll("input[type=hidden]").Cast<IHtmlInputElement>().ToDictionary(input => input.Name!, input => input.Value);
        foreach (var (name, value) in fields ?? []) values[name] = value;
        var action = found.GetAttribute("action") is { Length: > 0 } to ? to : path;
        return await SendAsync(new(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(values) }, headers);
    }

    // Of cookies that are not taken away: it goes by the server's clock, which a test may have set to a day that is long past by now.
    [GeneratedRegex("; expires=[^;]*", RegexOptions.IgnoreCase)]
    private static partial Regex Expiry();

    public void Dispose() => _client.Dispose();
}
