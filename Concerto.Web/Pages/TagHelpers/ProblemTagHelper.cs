using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary>
/// <c>&lt;problem /&gt;</c>: what went wrong that belongs to no field (or with <c>field</c>, to one that has no input of its own), on top of a form.
/// </summary>
[HtmlTargetElement("problem", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ProblemTagHelper : TagHelper
{
    public string Field { get; set; } = "";

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        ViewContext.ViewData.ModelState.TryGetValue(Field, out var state);
        foreach (var error in state?.Errors ?? []) output.Content.AppendHtml(Problem.Line(ViewContext.HttpContext, error.ErrorMessage));
    }
}

internal static class Problem
{
    /// <summary>One thing that is wrong, in words, with the sign that says so too.</summary>
    public static IHtmlContent Line(HttpContext http, string message, string? id = null)
    {
        var line = new TagBuilder("p");
        line.AddCssClass("error");
        line.Attributes["role"] = "alert";
        if (id is not null) line.Attributes["id"] = id;
        line.InnerHtml.AppendHtml($"<svg class=\"icon\" aria-hidden=\"true\"><use href=\"{IconTagHelper.Sprite(http)}#circle-alert\"></use></svg>");
        var words = new TagBuilder("span");
        words.InnerHtml.Append(message);
        line.InnerHtml.AppendHtml(words);
        return line;
    }
}
