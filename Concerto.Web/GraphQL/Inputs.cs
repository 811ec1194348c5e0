using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace Concerto.Web.GraphQL;

/// <summary>An input field that tells “left out” from null.</summary>
public readonly record struct Optional<T>(T? Value) : IOptional
{
    public bool IsSet { get; } = true;
    public static implicit operator Optional<T>(T? value) => new(value);

    /// <summary>The value, or what is there now when it was left out.</summary>
    public T? Or(T? current) => IsSet ? Value : current;
}

internal interface IOptional;

/// <summary>The input type of a record: defaults of its parameters are defaults of its fields, and <see cref="Optional{T}"/> fields may be left out.</summary>
public sealed class FeatureInputType<T> : AutoRegisteringInputObjectGraphType<T>
{
    private readonly Dictionary<string, Func<object?, object>> _optional = [];

    protected override void ConfigureGraph()
    {
        base.ConfigureGraph();
        if (Name.EndsWith("Input", StringComparison.Ordinal)) Description ??= $"What {Name[..^"Input".Length].ToCamelCase()} takes.";
    }

    protected override TypeInformation GetTypeInformation(MemberInfo memberInfo)
    {
        var info = base.GetTypeInformation(memberInfo);
        if (info.Type.IsAssignableTo(typeof(IOptional))) (info.Type, info.IsNullable) = (info.Type.GetGenericArguments()[0], true);
        info.Type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        return info;
    }

    protected override FieldType? CreateField(MemberInfo memberInfo)
    {
        if (base.CreateField(memberInfo) is not { } field || memberInfo is not PropertyInfo property) return null;
        var parameter = typeof(T).GetConstructors().SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == property.Name);
        field.Description ??= parameter?.Description();
        if (property.PropertyType.IsAssignableTo(typeof(IOptional)))
        {
            var inner = property.PropertyType.GetGenericArguments()[0];
            object Wrap(object? value) => Activator.CreateInstance(property.PropertyType, value)!;
            field.Parser = value => Wrap(inner.IsInstanceOfType(value) ? value : value.GetPropertyValue(inner, field.ResolvedType!));
            _optional.Add(property.Name, Wrap);
        }
        else if (parameter is { HasDefaultValue: true, DefaultValue: { } value })
        {
            field.DefaultValue = property.PropertyType.IsEnum ? Enum.ToObject(property.PropertyType, value) : value;
        }
        return field;
    }

    public override object ParseDictionary(IDictionary<string, object?> value)
    {
        foreach (var field in Fields) // parsers are not asked about null
            if (_optional.TryGetValue(field.GetMetadata("ORIGINAL_EXPRESSION_PROPERTY_NAME", field.Name), out var wrap) && value.TryGetValue(field.Name, out var given) && given is null)
                value[field.Name] = wrap(null);
        return base.ParseDictionary(value);
    }
}
