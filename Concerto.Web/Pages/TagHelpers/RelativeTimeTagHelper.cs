using System.Globalization;
using Concerto.Domain;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary>
/// <c>&lt;relative-time at="…" /&gt;</c>: “yesterday, 21:40”, the exact time on hover. In UTC here; Assets/times.js says it again in the
/// reader's own zone.
/// </summary>
[HtmlTargetElement("relative-time", TagStructure = TagStructure.WithoutEndTag)]
public sealed class RelativeTimeTagHelper(TimeProvider time) : TagHelper
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>UTC.</summary>
    public DateTime At { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.ToString("O", CultureInfo.InvariantCulture));
        output.Attributes.SetAttribute("data-relative", null);
        output.Attributes.SetAttribute("title", At.ToString("dddd d MMMM yyyy 'at' HH:mm", English) + " UTC");
        output.Content.SetContent(Say(At, time.Now()));
    }

    /// <summary>“just now”, “5 minutes ago”, “today, 21:40”, “yesterday, 21:40”, “Tuesday, 21:40”, “3 May”, “3 May 2025”.</summary>
    public static string Say(DateTime at, DateTime now)
    {
        var ago = now - at;
        var days = (now.Date - at.Date).Days;
        return (ago.TotalSeconds, days) switch
        {
            ( > -60 and < 60, _) => "just now",
            ( >= 0 and < 120, _) => "1 minute ago",
            ( >= 0 and < 3600, _) => $"{(int)ago.TotalMinutes} minutes ago",
            (_, 0) => at.ToString("'today,' HH:mm", English),
            (_, 1) => at.ToString("'yesterday,' HH:mm", English),
            (_, > 1 and < 7) => at.ToString("dddd, HH:mm", English),
            _ => at.ToString(at.Year == now.Year ? "d MMMM" : "d MMMM yyyy", English),
        };
    }
}
