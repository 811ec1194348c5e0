using System.Reflection;
using Concerto.Domain;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace Concerto.Web.GraphQL;

/// <summary>
/// What a mutation gives: <c>RenameSongPayload { song: Song  errors: [RenameSongError!] }</c>, where the errors are a union of
/// the failures that its method declares by <see cref="FailsAttribute{T}"/>.
/// </summary>
internal sealed record Payload(object? Value, IReadOnlyList<DomainException>? Errors)
{
    /// <summary>Makes the field of a method that returns the plain result into one that returns a payload.</summary>
    public static void Wrap(FieldType field, MethodInfo method, Features features)
    {
        var result = new TypeInformation(method) { IsNullable = true };
        var payload = new ObjectGraphType { Name = field.Name + "Payload", Description = $"What {field.Name.ToCamelCase()} gives." };
        payload.AddField(new FieldType
        {
            Name = method.GetCustomAttribute<GivesAttribute>()?.Name ?? features.NameOf(result.Type).ToCamelCase(),
            Description = "Null when something went wrong.",
            Type = result.ConstructGraphType(),
            Resolver = new FuncFieldResolver<object>(context => ((Payload)context.Source!).Value),
        });

        var failures = method.GetCustomAttributes().OfType<IFails>().Select(f => f.Type).ToHashSet();
        if (failures.Count > 0)
        {
            var errors = new UnionGraphType { Name = field.Name + "Error", Description = $"Why {field.Name.ToCamelCase()} did nothing." };
            foreach (var failure in failures) errors.Type(typeof(ErrorType<>).MakeGenericType(failure));
            payload.AddField(new FieldType
            {
                Name = "errors",
                Description = "What went wrong; nothing was changed then. Null when all is well.",
                ResolvedType = new ListGraphType(new NonNullGraphType(errors)),
                Resolver = new FuncFieldResolver<object>(context => ((Payload)context.Source!).Errors),
            });
        }
        (field.Type, field.ResolvedType) = (null, new NonNullGraphType(payload));
        field.Resolver = new Resolver(field.Resolver!, failures);
    }

    private sealed class Resolver(IFieldResolver method, HashSet<Type> failures) : IFieldResolver
    {
        public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
        {
            try
            {
                return new Payload(await method.ResolveAsync(context), null);
            }
            catch (DomainException failure) when (failures.Contains(failure.GetType()))
            {
                return new Payload(null, [failure]);
            }
        }
    }
}

/// <summary>What every failure of a mutation has in common.</summary>
internal sealed class ErrorInterface : InterfaceGraphType<DomainException>
{
    public ErrorInterface()
    {
        Name = "Error";
        Description = "Something that a mutation could not do, and why.";
        Field<NonNullGraphType<StringGraphType>>("message").Description("For the person, in plain words.");
        Field<NonNullGraphType<StringGraphType>>("code").Description("For programs, such as NAME_TAKEN.");
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("path").Description("The input field that is to blame, from the argument down; null when none is.");
    }
}

/// <summary>The type of a failure: <see cref="ErrorInterface"/> and the facts that the exception itself declares.</summary>
internal sealed class ErrorType<T> : AutoRegisteringObjectGraphType<T> where T : DomainException
{
    protected override void ConfigureGraph()
    {
        base.ConfigureGraph();
        Name = typeof(T).Name.Replace("Exception", "Error", StringComparison.Ordinal);
        Interfaces.Add<ErrorInterface>();
        Field<NonNullGraphType<StringGraphType>>("message").Resolve(context => context.Source.Message);
        Field<NonNullGraphType<StringGraphType>>("code").Resolve(context => context.Source.Code);
        Field<ListGraphType<NonNullGraphType<StringGraphType>>>("path").Resolve(context => context.Source.Field is { } field ? $"input.{field}".Split('.') : null);
    }

    protected override IEnumerable<MemberInfo> GetRegisteredMembers() => typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
}
