using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;

namespace Concerto.Web.GraphQL;

/// <summary>What introspection tells beyond what GraphQL.NET 8 does, so that one can do without the file: how scalars are written, and that no argument of a directive is deprecated.</summary>
internal sealed class FullIntrospection : BaseSchemaNodeVisitor
{
    public override void VisitSchema(ISchema schema)
    {
        Type("__Type").AddField(new FieldType
        {
            Name = "specifiedByURL",
            Description = "Where it is told how a scalar's values are written; null of all other types.",
            ResolvedType = schema.AllTypes["String"],
            Resolver = new FuncFieldResolver<string>(context => (string?)(context.Source as ScalarGraphType)?.FindAppliedDirective(SpecifiedBy.Directive)?.FindArgument(SpecifiedBy.Url)?.Value),
        });
        Type("__Directive").Fields.Find("args")!.Arguments = [new(schema.AllTypes["Boolean"]!) { Name = "includeDeprecated", DefaultValue = false }];

        IComplexGraphType Type(string name) => (IComplexGraphType)schema.AllTypes[name]!;
    }
}
