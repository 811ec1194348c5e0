using System.Globalization;
using Concerto.Domain.Accounts;
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
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", $"avatar{(Small ? " small" : "")} hue-{Hue(Person.Id)}");
        output.Attributes.SetAttribute("title", Person.Name);
        output.Attributes.SetAttribute(Alone ? new("role", "img") : new("aria-hidden", "true"));
        if (Alone) output.Attributes.SetAttribute("aria-label", Person.Name);
        output.Attributes.SetAttribute("data-initials", Initials(Person.Name)); // drawn by the style: part of the picture, not of what is read
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
