using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace Concerto.Web.GraphQL;

/// <summary>How an entity is read from a row without EF Core: the columns, and what becomes of them, are as its model says.</summary>
internal sealed class Row<T>
{
    private static readonly ParameterExpression Item = Expression.Parameter(typeof(T)), Reader = Expression.Parameter(typeof(DbDataReader));
    private const BindingFlags Constructors = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
    private readonly List<Expression> _columns = [];

    /// <param name="type">The entity in the model.</param>
    /// <param name="properties">Those that are read besides its keys; the others stay as a new object has them. Null for all.</param>
    public Row(IEntityType type, IReadOnlySet<string>? properties)
    {
        Read = Expression.Lambda<Func<DbDataReader, T>>(New(type, Item, properties), Reader).Compile();
        Columns = Expression.Lambda<Func<T, object?[]>>(Expression.NewArrayInit(typeof(object), _columns.Select(c => Expression.Convert(c, typeof(object)))), Item);
    }

    /// <summary>What to select.</summary>
    public Expression<Func<T, object?[]>> Columns { get; }

    public Func<DbDataReader, T> Read { get; }

    private BlockExpression New(ITypeBase type, Expression from, IReadOnlySet<string>? wanted)
    {
        var made = Expression.Variable(type.ClrType);
        List<Expression> steps = [Expression.Assign(made, Expression.New(type.ClrType.GetConstructor(Constructors, [])!))];
        foreach (var property in type.GetProperties().Where(p => !p.IsShadowProperty() && (p.IsKey() || p.IsForeignKey() || wanted?.Contains(p.Name) is not false)))
            steps.Add(Expression.Assign(Expression.Property(made, property.PropertyInfo!), Value(property, Ordinal(Expression.Property(from, property.PropertyInfo!)))));
        foreach (var part in (type as IEntityType)?.GetNavigations().Where(n => n.TargetEntityType.IsOwned()) ?? [])
        {
            var ofPart = wanted?.Contains(part.Name) is false ? wanted.Where(name => name.StartsWith(part.Name + ".", StringComparison.Ordinal)).Select(name => name[(part.Name.Length + 1)..]).ToHashSet() : null;
            if (ofPart is { Count: 0 }) continue;
            // A column that is never null while the part is there tells whether it is.
            var (column, owned) = (Expression.Property(from, part.PropertyInfo!), part.TargetEntityType);
            var sign = owned.GetProperties().Where(p => !p.IsNullable && !p.IsShadowProperty()).OrderBy(p => ofPart?.Contains(p.Name) is false).First();
            steps.Add(Expression.Assign(Expression.Property(made, part.PropertyInfo!), Expression.Condition(IsNull(Ordinal(Expression.Property(column, sign.PropertyInfo!))), Expression.Default(owned.ClrType), New(owned, column, ofPart))));
        }
        return Expression.Block([made], [.. steps, made]);
    }

    private int Ordinal(MemberExpression column)
    {
        var known = _columns.FindIndex(c => ((MemberExpression)c).Member == column.Member && ExpressionEqualityComparer.Instance.Equals(c, column)); // EF Core selects none twice
        if (known >= 0) return known;
        _columns.Add(column);
        return _columns.Count - 1;
    }

    private static Expression Value(IProperty property, int ordinal)
    {
        var mapping = property.GetRelationalTypeMapping();
        var method = mapping.GetDataReaderMethod();
        Expression value = mapping.CustomizeDataReaderExpression(Expression.Call(Expression.Convert(Reader, method.DeclaringType!), method, Expression.Constant(ordinal)));
        if (mapping.Converter is { } converter)
            value = ReplacingExpressionVisitor.Replace(converter.ConvertFromProviderExpression.Parameters[0], As(value, converter.ProviderClrType), converter.ConvertFromProviderExpression.Body);
        value = As(value, property.ClrType);
        return property.IsNullable ? Expression.Condition(IsNull(ordinal), Expression.Default(property.ClrType), value) : value;
    }

    private static Expression As(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);

    private static MethodCallExpression IsNull(int ordinal) => Expression.Call(Reader, nameof(DbDataReader.IsDBNull), null, Expression.Constant(ordinal));
}
