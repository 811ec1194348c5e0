using System.Reflection;
using Concerto.Domain;
using GraphQL;
using GraphQL.DataLoader;

namespace Concerto.Web.GraphQL;

/// <summary>What the feature folders contribute to the schema.</summary>
public sealed class Features
{
    private const BindingFlags Anything = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
    private readonly ILookup<Type, MemberInfo> _fields;
    private readonly Dictionary<Type, string> _names;
    private readonly Dictionary<Type, Type> _homes;
    private readonly Dictionary<char, Func<string, Loaders, IDataLoaderResult?>> _nodes = [];
    private readonly HashSet<Type> _nodeTypes = [];

    /// <param name="types">Where to look for classes marked <see cref="FieldsOfAttribute{T}"/>.</param>
    public Features(IEnumerable<Type> types)
    {
        var faces = (from type in types from face in type.GetCustomAttributes().OfType<IFieldsOf>() select (type, face)).ToList();
        _names = faces.Where(f => f.face.Name is not null).ToDictionary(f => f.face.Type, f => f.face.Name!);
        _homes = faces.Where(f => f.face.Properties.Count > 0).ToDictionary(f => f.face.Type, f => f.type);
        _fields = faces.SelectMany(f => MembersOf(f.type, f.face), (f, member) => (f.face.Type, member)).ToLookup(x => x.Type, x => x.member);
        foreach (var load in faces.SelectMany(f => f.type.GetMethods(Anything)).Distinct().Where(m => m.IsDefined(typeof(NodeAttribute)))) AddNode(load);
    }

    private static IEnumerable<MemberInfo> MembersOf(Type type, IFieldsOf face) =>
    [
        .. face.Properties.Select(name => face.Type.GetProperty(name) ?? throw new InvalidOperationException($"{face.Type} has no property {name}.")),
        .. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly),
    ];

    public IEnumerable<MemberInfo> FieldsOf(Type type) => _fields[type];

    /// <summary>The type's name in the schema: <c>Version</c>, <c>SongConnection</c>.</summary>
    public string NameOf(Type type) =>
        _names.GetValueOrDefault(type) ??
        (type.IsGenericType ? string.Concat(type.GetGenericArguments().Select(NameOf)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)] : type.GraphQLName());

    /// <summary>The face that chooses which of the type's properties are shown, and whose summary describes it; null when there is none.</summary>
    public Type? HomeOf(Type type) => _homes.GetValueOrDefault(type);

    public bool IsNode(Type type) => _nodeTypes.Contains(type);

    /// <summary>The load of the object with that public id; null when no object can have it.</summary>
    public IDataLoaderResult? Node(string id, Loaders load) =>
        PublicId.TagOf(id) is { } tag && _nodes.TryGetValue(tag, out var node) ? node(id, load) : null;

    private void AddNode(MethodInfo load)
    {
        _nodeTypes.Add(load.ReturnType.GetGenericArguments()[0]);
        typeof(Features).GetMethod(nameof(AddNodeOf), BindingFlags.NonPublic | BindingFlags.Instance)!
            .MakeGenericMethod(load.GetParameters()[0].ParameterType).Invoke(this, [load]);
    }

    private void AddNodeOf<TId>(MethodInfo method) where TId : struct, IPublicId<TId>
    {
        var load = method.CreateDelegate<Func<TId, Loaders, IDataLoaderResult>>();
        _nodes.Add(TId.Tag, (text, loaders) => TId.TryParse(text, null, out var id) ? load(id, loaders) : null);
    }
}
