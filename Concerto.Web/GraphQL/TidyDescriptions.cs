using GraphQL.Types;
using GraphQL.Utilities;

namespace Concerto.Web.GraphQL;

/// <summary>
/// XML docs come with the line breaks and indents of their source; a description is one paragraph. A field without one has that of its interface.
/// </summary>
internal sealed class TidyDescriptions : BaseSchemaNodeVisitor
{
    public override void VisitObject(IObjectGraphType type, ISchema schema) => Tidy(type);
    public override void VisitInputObject(IInputObjectGraphType type, ISchema schema) => Tidy(type);
    public override void VisitInterface(IInterfaceGraphType type, ISchema schema) => Tidy(type);
    public override void VisitUnion(UnionGraphType type, ISchema schema) => Tidy(type);
    public override void VisitEnum(EnumerationGraphType type, ISchema schema) => Tidy(type);
    public override void VisitEnumValue(EnumValueDefinition value, EnumerationGraphType type, ISchema schema) => Tidy(value);
    public override void VisitInterfaceFieldDefinition(FieldType field, IInterfaceGraphType type, ISchema schema) => Tidy(field);
    public override void VisitInputObjectFieldDefinition(FieldType field, IInputObjectGraphType type, ISchema schema) => Tidy(field);
    public override void VisitObjectFieldArgumentDefinition(QueryArgument argument, FieldType field, IObjectGraphType type, ISchema schema) => Tidy(argument);

    public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema)
    {
        field.Description ??= type.ResolvedInterfaces.Select(i => i.Fields.Find(field.Name)?.Description).FirstOrDefault(d => d is not null);
        Tidy(field);
    }

    private static void Tidy(IProvideDescription node) =>
        node.Description = node.Description is { } text ? string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : null;
}
