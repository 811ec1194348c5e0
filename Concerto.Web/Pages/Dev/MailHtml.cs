using Concerto.Infrastructure.Email;
using Concerto.Web.Hosting;

namespace Concerto.Web.Pages.Dev;

/// <summary>
/// A mail's HTML part as a page of its own, with the policy that a mail program would have: its own styles, no scripts, nothing fetched, nobody's origin. It is in
/// nobody's frame, and there is no other page whose styles are let be inline.
/// </summary>
public static class MailHtml
{
    public const string Path = "/dev/mail/html";
    private const string Policy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapMailHtml(this WebApplication app)
    {
        if (app.Environment.IsDevelopment()) app.MapGet(Path, ReadAsync).AllowAnonymous();
    }

    private static async Task<IResult> ReadAsync(string file, HttpContext http, MailFolder folder, ConcertoOptions options)
    {
        var headers = http.Response.Headers;
        (headers.ContentSecurityPolicy, headers.XContentTypeOptions, headers["Referrer-Policy"], headers.CacheControl) = (Policy, "nosniff", "no-referrer", "no-store");
        return OwnMachine.IsAsking(http, options) && await folder.FindAsync(file, http.RequestAborted) is { } mail ? TypedResults.Content(mail.Html, "text/html; charset=utf-8") : TypedResults.NotFound();
    }
}
