using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Concerto.Web.Pages.TagHelpers;

/// <summary>
/// <c>&lt;field for="Email" label="Email" type="email" hint="…" /&gt;</c>: label, input, hint and what is wrong with it, tied together for those
/// who listen. Keeps what was typed (never a password). Other attributes go to the input.
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FieldTagHelper : TagHelper
{
    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    /// <summary>The label is there for those who listen only; the place of the field says the rest.</summary>
    public bool Unlabelled { get; set; }

    public string? Hint { get; set; }

    public string Type { get; set; } = "text";

    /// <summary>More than 1 makes it a text area.</summary>
    public int Rows { get; set; } = 1;

    /// <summary>When several forms of a page have the same field.</summary>
    public string? Id { get; set; }

    [ViewContext, HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = Camel(For.Name);
        var id = Id ?? name;
        ViewContext.ViewData.ModelState.TryGetValue(For.Name, out var state);
        var error = state?.Errors.FirstOrDefault()?.ErrorMessage;
        var value = Type == "password" ? null : state?.AttemptedValue ?? For.Model?.ToString();

        var input = new TagBuilder(Rows > 1 ? "textarea" : "input") { TagRenderMode = Rows > 1 ? TagRenderMode.Normal : TagRenderMode.SelfClosing };
        foreach (var attribute in output.Attributes) input.Attributes[attribute.Name] = attribute.Value?.ToString() ?? "";
        output.Attributes.Clear();
        input.AddCssClass("input");
        input.Attributes["id"] = id;
        input.Attributes["name"] = name;
        if (Rows > 1)
        {
            input.Attributes["rows"] = $"{Rows}";
            input.InnerHtml.Append("\n" + value); // the parser eats the first line break of a text area
        }
        else
        {
            input.Attributes["type"] = Type;
            if (value is not null) input.Attributes["value"] = value;
        }
        if (error is not null) input.Attributes["aria-invalid"] = "true";
        if (Described(id, error) is { } described) input.Attributes["aria-describedby"] = described;

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "field");
        var label = new TagBuilder("label");
        label.Attributes["for"] = id;
        if (Unlabelled) label.AddCssClass("visually-hidden");
        label.InnerHtml.Append(Label);
        output.Content.AppendHtml(label).AppendHtml(input);
        if (error is not null) output.Content.AppendHtml(Problem.Line(ViewContext.HttpContext, error, $"{id}-error"));
        if (Hint is not null) output.Content.AppendHtml(Paragraph("hint", $"{id}-hint", Hint));
    }

    private string? Described(string id, string? error) => (error, Hint) switch
    {
        (null, null) => null,
        (null, _) => $"{id}-hint",
        (_, null) => $"{id}-error",
        _ => $"{id}-error {id}-hint",
    };

    private static TagBuilder Paragraph(string css, string id, string text)
    {
        var paragraph = new TagBuilder("p");
        paragraph.AddCssClass(css);
        paragraph.Attributes["id"] = id;
        paragraph.InnerHtml.Append(text);
        return paragraph;
    }

    private static string Camel(string name) => string.Concat(name[..1].ToLowerInvariant(), name.AsSpan(1));
}
