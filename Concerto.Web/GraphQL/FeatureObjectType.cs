using System.Linq.Expressions;
using System.Reflection;
using Concerto.Domain;
using GraphQL;
using GraphQL.Types;

namespace Concerto.Web.GraphQL;

/// <summary>The object type of a class: what <see cref="FieldsOfAttribute{T}"/> says, see there.</summary>
public sealed class FeatureObjectType<T>(Features features, IServiceProviderIsService services) : AutoRegisteringObjectGraphType<T>
{
    private static readonly bool IsDomain = typeof(T).Assembly == typeof(DomainException).Assembly;

    protected override void ConfigureGraph()
    {
        base.ConfigureGraph();
        Name = features.NameOf(typeof(T));
        Description = features.HomeOf(typeof(T))?.Description() ?? Description ?? Documented(typeof(T)).Description();
        if (features.IsNode(typeof(T))) Interfaces.Add<NodeType>();
    }

    protected override IEnumerable<MemberInfo> GetRegisteredMembers() =>
        (IsDomain || features.HomeOf(typeof(T)) is not null ? [] : base.GetRegisteredMembers().OfType<PropertyInfo>()).Concat(features.FieldsOf(typeof(T)));

    // GraphQL.NET wants an instance of the declaring type, even for the static methods of another class.
    protected override LambdaExpression BuildMemberInstanceExpression(MemberInfo memberInfo) =>
        memberInfo is MethodInfo { IsStatic: true }
            ? Expression.Lambda(Expression.Default(memberInfo.DeclaringType!), Expression.Parameter(typeof(IResolveFieldContext)))
            : base.BuildMemberInstanceExpression(memberInfo);

    protected override FieldType? CreateField(MemberInfo memberInfo)
    {
        if (base.CreateField(memberInfo) is not { } field) return null;
        field.Description ??= Documented(memberInfo).Description();
        if (memberInfo is PropertyInfo { SetMethod: not null } property) Wanted.Note(field, [property.Name]); // else it is reckoned from others
        else if (memberInfo.GetCustomAttribute<ReadsAttribute>() is { } reads) Wanted.Note(field, reads.Properties);
        if (memberInfo is not MethodInfo method) return field;
        if (method.GetParameters().Any(p => p.ParameterType == typeof(Page))) Page.AddArguments(field);
        if (typeof(T) == typeof(Mutation)) Payload.Wrap(field, method, features);
        return field;
    }

    protected override ArgumentInformation GetArgumentInformation<TParameter>(FieldType fieldType, ParameterInfo parameterInfo)
    {
        var argument = base.GetArgumentInformation<TParameter>(fieldType, parameterInfo);
        if (argument.Expression is not null) return argument;
        if (typeof(TParameter) == typeof(T)) argument.SetDelegate(context => (TParameter?)context.Source);
        else if (typeof(TParameter) == typeof(Page)) argument.SetDelegate(context => (TParameter)(object)Page.From(context));
        else if (typeof(TParameter) == typeof(Wanted)) argument.SetDelegate(context => (TParameter)(object)Wanted.From(context));
        else if (services.IsService(typeof(TParameter))) argument.SetDelegate(context => (TParameter)context.RequestServices!.GetRequiredService(typeof(TParameter)));
        return argument;
    }

    // The documentation of Connection<Song> is that of Connection<T>.
    private static MemberInfo Documented(MemberInfo member) => member switch
    {
        Type { IsGenericType: true } type => type.GetGenericTypeDefinition(),
        PropertyInfo { DeclaringType: { IsGenericType: true } type } => type.GetGenericTypeDefinition().GetProperty(member.Name)!,
        _ => member,
    };
}
