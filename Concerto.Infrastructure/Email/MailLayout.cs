using System.Text;
using System.Text.Encodings.Web;
using Concerto.Domain.Email;

namespace Concerto.Infrastructure.Email;

/// <summary>A few lines under a heading.</summary>
/// <param name="Heading">A project’s name, or a song’s.</param>
/// <param name="Link">Where it is; null for a heading that leads nowhere.</param>
/// <param name="Lines">What happened there.</param>
public sealed record MailGroup(string Heading, Uri? Link, IReadOnlyList<MailLine> Lines)
{
    /// <summary>What it belongs to, small, above the heading: the project of a song. Say it once for neighbours that share it.</summary>
    public string? Above { get; init; }
}

/// <summary>One thing that happened.</summary>
/// <param name="Text">In a sentence.</param>
/// <param name="Link">Where one sees it; null for one that leads nowhere (“and 12 more”).</param>
/// <param name="Quote">What a person wrote, as they typed it.</param>
public sealed record MailLine(string Text, Uri? Link = null, string? Quote = null);

/// <summary>What a mail says, before it has a shape.</summary>
/// <param name="Subject">The subject line.</param>
/// <param name="Heading">What it is about, large.</param>
/// <param name="Paragraphs">What it says, each a sentence or three.</param>
/// <param name="Action">What the one button says.</param>
/// <param name="Link">Where it leads.</param>
/// <param name="Why">Why one got this, and what to do if one did not want it.</param>
public sealed record MailText(string Subject, string Heading, IReadOnlyList<string> Paragraphs, string Action, Uri Link, string Why)
{
    /// <summary>What a person wrote, as they typed it; null for nothing.</summary>
    public string? Quote { get; init; }

    /// <summary>What happened where, for a mail that tells of several things: a group a song or project, each with its lines.</summary>
    public IReadOnlyList<MailGroup> Groups { get; init; } = [];

    /// <summary>What one can do about getting it: a link each, under the reason.</summary>
    public IReadOnlyList<MailLine> Foot { get; init; } = [];

    /// <summary>The one layout: a single column, one button, the plain link under it, the reason at the foot.</summary>
    public MailContent ToContent() => new(Subject, PlainText(), Html());

    private string PlainText()
    {
        var text = new StringBuilder().Append(Heading).Append("\n\n");
        foreach (var paragraph in Paragraphs) text.Append(paragraph).Append("\n\n");
        if (Quote is { } quote) text.Append("> ").Append(quote.Replace("\n", "\n> ", StringComparison.Ordinal)).Append("\n\n");
        foreach (var group in Groups)
        {
            if (group.Above is { } above) text.Append(above).Append('\n').Append('=', above.Length).Append("\n\n");
            text.Append(group.Heading).Append('\n');
            if (group.Lines.Count > 0) text.Append('-', group.Heading.Length).Append('\n');
            if (group.Link is { } place) text.Append(place.AbsoluteUri).Append('\n');
            foreach (var line in group.Lines)
            {
                text.Append("\n* ").Append(line.Text).Append('\n');
                if (line.Quote is { } words) text.Append("  > ").Append(words.Replace("\n", "\n  > ", StringComparison.Ordinal)).Append('\n');
                if (line.Link is { } link) text.Append("  ").Append(link.AbsoluteUri).Append('\n');
            }
            text.Append('\n');
        }
        text.Append(Action).Append(":\n").Append(Link.AbsoluteUri).Append("\n\n-- \n").Append(Why).Append('\n');
        foreach (var line in Foot) text.Append('\n').Append(line.Text).Append(":\n").Append(line.Link?.AbsoluteUri).Append('\n');
        return text.ToString();
    }

    private string Html() => $$"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{{Encode(Subject)}}</title>
        <style>
        :root { color-scheme: light dark; }
        @media (prefers-color-scheme: dark) {
          .ground { background: #131211 !important; color: #eeeae3 !important; }
          .muted { color: #a29a8e !important; border-color: #302d29 !important; }
          .link { color: #ff8a54 !important; }
          .quote { border-color: #ff8a54 !important; }
          .button { background: #ff8a54 !important; color: #1b0e06 !important; }{{(Groups.Count > 0 ? "\n  .ink { color: #eeeae3 !important; }\n  .line { border-color: #302d29 !important; }" : "")}}
        }
        </style>
        </head>
        <body class="ground" style="margin:0;background:#faf8f4;color:#1d1a16;font:17px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
        <div style="max-width:560px;margin:0 auto;padding:48px 24px">
        <h1 style="margin:0 0 24px;font-size:28px;line-height:1.15">{{Encode(Heading)}}</h1>
        {{string.Join('\n', Paragraphs.Select(p => $"""<p style="margin:0 0 16px">{Encode(p)}</p>"""))}}{{(Quote is { } quote ? $"""{'\n'}<blockquote class="quote" style="margin:24px 0;padding:0 0 0 16px;border-left:3px solid #b8481a;white-space:pre-line;overflow-wrap:anywhere">{Encode(quote)}</blockquote>""" : "")}}{{string.Concat(Groups.Select(Html))}}
        <p style="margin:32px 0 16px"><a class="button" href="{{Encode(Link.AbsoluteUri)}}" style="display:inline-block;padding:12px 24px;border-radius:6px;background:#b8481a;color:#ffffff;text-decoration:none">{{Encode(Action)}}</a></p>
        <p class="muted" style="margin:0;font-size:13px;color:#6a6258;overflow-wrap:anywhere">Or open this address: <a class="link" href="{{Encode(Link.AbsoluteUri)}}" style="color:#b8481a">{{Encode(Link.AbsoluteUri)}}</a></p>
        <p class="muted" style="margin:48px 0 0;padding-top:16px;border-top:1px solid #e4ded3;font-size:13px;color:#6a6258">{{Encode(Why)}}{{string.Concat(Foot.Select(line => $"""{'\n'}<br><a class="muted" href="{Encode(line.Link!.AbsoluteUri)}" style="color:#6a6258">{Encode(line.Text)}</a>"""))}}</p>
        </div>
        </body>
        </html>

        """;

    // What has no lines beneath it (“And 12 more”) is one itself.
    private static string Html(MailGroup group) => group is { Lines.Count: 0, Above: null } ? $"""

        <div style="margin:16px 0 0">{Html(new MailLine(group.Heading, group.Link))}
        </div>
        """ : $"""

        {(group.Above is { } above ? $"""<p class="muted above" style="margin:32px 0 0;padding-bottom:4px;border-bottom:1px solid #e4ded3;font-size:13px;font-weight:600;color:#6a6258">{Encode(above)}</p>{'\n'}""" : "")}<h2 style="margin:16px 0 8px;font-size:21px;line-height:1.2">{(group.Link is { } link ? $"""<a class="ink" href="{Encode(link.AbsoluteUri)}" style="color:#1d1a16;text-decoration:none">{Encode(group.Heading)}</a>""" : Encode(group.Heading))}</h2>{string.Concat(group.Lines.Select(Html))}
        """;

    private static string Html(MailLine line) => $"""

        <p style="margin:0 0 4px;font-size:15px">{(line.Link is { } link ? $"""<a class="link" href="{Encode(link.AbsoluteUri)}" style="color:#b8481a;text-decoration:none">{Encode(line.Text)}</a>""" : Encode(line.Text))}</p>{(line.Quote is { } quote ? $"""{'\n'}<blockquote class="line" style="margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #e4ded3;font-size:15px;white-space:pre-line;overflow-wrap:anywhere">{Encode(quote)}</blockquote>""" : "")}
        """;

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
