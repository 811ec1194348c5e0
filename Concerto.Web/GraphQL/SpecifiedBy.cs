using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Concerto.Web.GraphQL;

// GraphQL.NET 8 does not know it yet.
/// <summary>The directive that leads from a scalar of ours to what tells how it is written.</summary>
internal sealed class SpecifiedBy : Directive
{
    public const string Directive = "specifiedBy", Url = "url";

    /// <summary>Its definition. What GraphQL itself has is not written out in a schema.</summary>
    public const string Text = $"directive @{Directive}({Url}: String!) on SCALAR\n\n";

    public SpecifiedBy() : base(Directive, DirectiveLocation.Scalar) => Arguments = new(new QueryArgument<NonNullGraphType<StringGraphType>> { Name = Url });
}

internal static class SpecifiedScalars
{
    /// <summary>Says where it is told how the scalar's values are written.</summary>
    public static T SpecifiedBy<T>(this T scalar, string url) where T : ScalarGraphType => scalar.ApplyDirective(Web.GraphQL.SpecifiedBy.Directive, Web.GraphQL.SpecifiedBy.Url, url);
}
