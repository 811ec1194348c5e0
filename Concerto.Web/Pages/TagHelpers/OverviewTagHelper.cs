using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary>
/// <c>&lt;overview points="…" /&gt;</c>: a whole recording in 120 by 24 pixels, for lists; with <c>large</c> as wide and high as its place, until
/// scripts have drawn the fine one. Decoration: what is around it says the rest in words.
/// </summary>
[HtmlTargetElement("overview", TagStructure = TagStructure.WithoutEndTag)]
public sealed class OverviewTagHelper : TagHelper
{
    private const int Width = 120, Half = 12;

    /// <summary>Pairs of lowest and highest sample as signed bytes; nothing is drawn for null.</summary>
    public byte[]? Points { get; set; }

    public bool Large { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", Large ? "overview" : "thumb");
        if (Large) output.Attributes.SetAttribute("preserveAspectRatio", "none");
        output.Attributes.SetAttribute("viewBox", $"0 0 {Width} {2 * Half}");
        output.Attributes.SetAttribute("aria-hidden", "true");
        if (Points is { Length: > 1 } points) output.Content.SetHtmlContent($"<path d=\"{Strokes(points, Large ? 1 : 2)}\" />");
    }

    // One stroke every one or two pixels, each as high as the loudest of the points it stands for.
    private static string Strokes(byte[] points, int every)
    {
        var path = new StringBuilder();
        var pairs = points.Length / 2;
        for (var x = 0; x < Width / every; x++)
        {
            var (from, to) = (x * pairs * every / Width, Math.Max(x * pairs * every / Width + 1, (x + 1) * pairs * every / Width));
            var (low, high) = (0, 0);
            for (var i = from; i < Math.Min(to, pairs); i++) (low, high) = (Math.Min(low, (sbyte)points[2 * i]), Math.Max(high, (sbyte)points[2 * i + 1]));
            var (up, down) = (high * Half / 128m, -low * Half / 128m);
            path.Append(CultureInfo.InvariantCulture, $"M{x * every + 0.5m} {Half - Math.Max(up, 0.5m):0.#}V{Half + Math.Max(down, 0.5m):0.#}");
        }
        return path.ToString();
    }
}
