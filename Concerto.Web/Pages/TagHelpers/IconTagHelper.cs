using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary><c>&lt;icon name="play" /&gt;</c>: a symbol of the sprite. It is decoration; what carries it has words or an accessible name.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    /// <summary>Lucide's name; it must be listed in Assets/icons.mjs.</summary>
    public string Name { get; set; } = "";

    /// <summary>Filled rather than outlined.</summary>
    public bool Solid { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Drawn(ViewContext.HttpContext, Name, Solid));
    }

    /// <summary>The same without a tag helper, for views that repeat an icon hundreds of times: drawn once, written often.</summary>
    public static IHtmlContent Drawn(HttpContext http, string name, bool solid = false) =>
        new HtmlString($"<svg class=\"{(solid ? "icon solid" : "icon")}\" aria-hidden=\"true\"><use href=\"{Sprite(http)}#{name}\"></use></svg>");

    /// <summary>The sprite's address, with a fingerprint, so that it may be kept for ever.</summary>
    public static string Sprite(HttpContext http) =>
        "/" + (http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>()?["dist/icons.svg"] ?? "dist/icons.svg");
}
