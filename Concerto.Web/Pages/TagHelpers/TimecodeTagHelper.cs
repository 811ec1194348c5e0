using System.Globalization;
using Concerto.Domain.Review;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary><c>&lt;timecode ms="83456" tenths="true" /&gt;</c>: 01:23.4, in figures that keep their width.</summary>
[HtmlTargetElement("timecode", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TimecodeTagHelper : TagHelper
{
    /// <summary>Milliseconds; nothing is written for null.</summary>
    public long? Ms { get; set; }

    public bool Tenths { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Ms is not { } ms)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "timecode");
        output.Attributes.SetAttribute("datetime", string.Create(CultureInfo.InvariantCulture, $"PT{ms / 1000m:0.###}S"));
        output.Content.SetContent(Timecode.Format(ms, Tenths));
    }
}
