using Concerto.Web.Features.Live;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary>Adds to an element with <c>data-live</c>, the address of the page's stream, where that is to go on from: see <see cref="LiveAttribute"/>.</summary>
[HtmlTargetElement(Attributes = "data-live")]
public sealed class LiveTagHelper : TagHelper
{
    [ViewContext, HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (View.HttpContext.Features.Get<ActivityMark>() is { } mark) output.Attributes.Add("data-live-since", mark.ToString());
    }
}
