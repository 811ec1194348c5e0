using Concerto.Domain.Review;
using Microsoft.AspNetCore.Html;

namespace Concerto.Web.Pages.Songs;

/// <summary>A note's words, with the names in them emphasised. What people typed is encoded, all of it, before anything of ours is put around it.</summary>
internal static class NoteWords
{
    public static IHtmlContent Drawn(string text, IReadOnlyList<Nameable> people)
    {
        var words = new HtmlContentBuilder();
        var from = 0;
        foreach (var mention in people.Count == 0 ? [] : Mentions.In(text, people))
        {
            words.Append(text[from..mention.Start]).AppendHtml("<span class=\"mention\">").Append(text.Substring(mention.Start, mention.Length)).AppendHtml("</span>");
            from = mention.Start + mention.Length;
        }
        return words.Append(text[from..]);
    }
}
