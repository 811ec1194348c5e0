using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Concerto.Web.GraphQL;

/// <summary>The ID scalar: typed ids go out in their public form, and whatever comes in is text.</summary>
public sealed class PublicIdType : IdGraphType
{
    public override object? Serialize(object? value) => value?.ToString();
    public override object? ParseValue(object? value) => base.ParseValue(value)?.ToString();
    public override object? ParseLiteral(GraphQLValue value) => base.ParseLiteral(value)?.ToString();
}

/// <summary>What <c>node</c> finds by its id.</summary>
public sealed class NodeType : InterfaceGraphType<object>
{
    public NodeType()
    {
        Name = "Node";
        Description = "What has an id of its own.";
        Field<NonNullGraphType<IdGraphType>>("id").Description("Opaque, and the same everywhere: in addresses and in this API.");
    }
}

/// <summary>The field's type by hand; whether it is a list and may be null still comes from the method.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IsAttribute<T> : GraphQLAttribute where T : IGraphType
{
    public override void Modify(TypeInformation typeInformation) => typeInformation.GraphType = typeof(T);
}

[FieldsOf<Query>]
public static class NodeQueries
{
    /// <summary>Any object by its id; null when there is none that you may see.</summary>
    /// <param name="id">Of whatever type.</param>
    [Is<NodeType>]
    public static IDataLoaderResult? Node([Id] string id, Features features, Loaders load) => features.Node(id, load);

    /// <summary>Many objects by their ids, in the order asked for, null where there is none that you may see. At most 100.</summary>
    /// <param name="ids">Of whatever types.</param>
    [Is<NodeType>]
    public static IEnumerable<IDataLoaderResult?> Nodes([Id] IReadOnlyList<string> ids, Features features, Loaders load) =>
        ids.Count <= Page.MaxSize ? ids.Select(id => features.Node(id, load)).ToList() : throw new RequestError("TOO_MANY_IDS", $"At most {Page.MaxSize} ids at a time; these are {ids.Count}.");
}
