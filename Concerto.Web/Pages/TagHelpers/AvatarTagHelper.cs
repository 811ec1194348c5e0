using System.Globalization;
using Concerto.Domain.Accounts;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary>
/// <c>&lt;avatar person="…" /&gt;</c>: initials on the person's hue. The hue never stands alone, and where the name is not written
/// beside it, <c>alone</c> gives the name to those who listen.
/// </summary>
[HtmlTargetElement("avatar", TagStructure = TagStructure.WithoutEndTag)]
public sealed class AvatarTagHelper : TagHelper
{
    public Person Person { get; set; } = null!;

    public bool Small { get; set; }

    /// <summary>The name is not written beside it.</summary>
    public bool Alone { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Drawn(Person, Small, Alone));
    }

    /// <summary>The same without a tag helper, for views that show a person hundreds of times: drawn once, written often.</summary>
    public static IHtmlContent Drawn(Person person, bool small = false, bool alone = false)
    {
        var span = new TagBuilder("span");
        span.Attributes["class"] = $"avatar{(small ? " small" : "")} hue-{Hue(person.Id)}";
        span.Attributes["title"] = person.Name;
        if (alone) (span.Attributes["role"], span.Attributes["aria-label"]) = ("img", person.Name);
        else span.Attributes["aria-hidden"] = "true";
        span.Attributes["data-initials"] = Initials(person.Name); // drawn by the style: part of the picture, not of what is read
        return span;
    }

    /// <summary>One of twelve, from the random end of the id.</summary>
    public static int Hue(UserId id) => id.Value.ToByteArray()[^1] % 12;

    /// <summary>“MO” of “Mira van den Ott”, “M” of “Mira”.</summary>
    public static string Initials(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length switch
        {
            0 => "?",
            1 => First(words[0]),
            _ => First(words[0]) + First(words[^1]),
        };

        static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();
    }
}
