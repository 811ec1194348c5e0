using System.Reflection;
using Concerto.Domain;
using GraphQL;
using GraphQL.Types;

namespace Concerto.Web.GraphQL;

/// <summary>Maps classes to <see cref="FeatureObjectType{T}"/> and <see cref="FeatureInputType{T}"/>, and typed ids to <c>ID</c>.</summary>
public sealed class TypeMapping : AutoRegisteringGraphTypeMappingProvider
{
    public override Type? GetGraphTypeFromClrType(Type clrType, bool isInputType, Type? preferredType)
    {
        if (IsPublicId(clrType))
        {
            typeof(TypeMapping).GetMethod(nameof(ReadIds), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(clrType).Invoke(null, null);
            return typeof(IdGraphType);
        }
        var type = base.GetGraphTypeFromClrType(clrType, isInputType, preferredType);
        return type is not { IsGenericType: true } ? type
            : type.GetGenericTypeDefinition() == typeof(AutoRegisteringObjectGraphType<>) ? typeof(FeatureObjectType<>).MakeGenericType(clrType)
            : type.GetGenericTypeDefinition() == typeof(AutoRegisteringInputObjectGraphType<>) ? typeof(FeatureInputType<>).MakeGenericType(clrType)
            : type;
    }

    private static bool IsPublicId(Type type) => type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IPublicId<>));

    // What is no id of that type becomes the id of nothing, so that it is answered like any id that the caller may not see (law 10).
    private static void ReadIds<TId>() where TId : struct, IPublicId<TId> =>
        ValueConverter.Register<string, TId>(text => TId.TryParse(text, null, out var id) ? id : default);
}
