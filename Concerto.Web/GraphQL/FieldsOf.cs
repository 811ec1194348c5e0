namespace Concerto.Web.GraphQL;

/// <summary>The root of every query.</summary>
public sealed class Query;

/// <summary>The root of every mutation.</summary>
public sealed class Mutation;

// Its fields give an IAsyncEnumerable, or a task of one; each event is executed in a scope of its own.
/// <summary>The root of every subscription.</summary>
public sealed class Subscription;

/// <summary>
/// The public static methods of the marked class are fields of <typeparamref name="T"/>'s type in the schema, and so are the named
/// properties. Of a domain type nothing else is shown; a record of the web's own shows all it has, unless a face names some. The face that
/// names properties describes the type, too: its summary is for those who use the API.
/// A method's parameter is the object itself, a registered service (the <c>Caller</c>, a use case, <see cref="Loaders"/>), a
/// <see cref="Page"/>, or else an argument. XML docs become descriptions.
/// </summary>
/// <param name="properties">Names of properties of <typeparamref name="T"/>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FieldsOfAttribute<T>(params string[] properties) : Attribute, IFieldsOf
{
    /// <summary>The name in the schema, where it is not the name of the class.</summary>
    public string? Name { get; init; }

    Type IFieldsOf.Type => typeof(T);
    IReadOnlyList<string> IFieldsOf.Properties => properties;
}

internal interface IFieldsOf
{
    Type Type { get; }
    string? Name { get; }
    IReadOnlyList<string> Properties { get; }
}

/// <summary>
/// The marked method finds one object by its id: <c>(SongId id, Loaders load)</c>. So do <c>node</c> and <c>nodes</c> then, with the same
/// check of who asks, and the object's type is a <c>Node</c>. A public one of <see cref="Query"/> is a query, too; one that is not public is for these two alone.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeAttribute : Attribute;

/// <summary>A failure that the marked mutation tells of in its payload rather than as an error of the whole request.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class FailsAttribute<T> : Attribute, IFails where T : Domain.DomainException
{
    Type IFails.Type => typeof(T);
}

internal interface IFails
{
    Type Type { get; }
}

/// <summary>The name of the marked mutation's result in its payload, where it is not the name of its type.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GivesAttribute(string name) : Attribute
{
    public string Name => name;
}
