using System.Text.Json;
using System.Text.RegularExpressions;
using GraphQL;
using GraphQL.Execution;
using GraphQL.MicrosoftDI;
using GraphQL.SystemTextJson;
using GraphQL.Types;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Concerto.Web.GraphQL;

public static class GraphQLSetup
{
    /// <summary>The engine and the schema that the feature folders make up. Needs a scoped <c>Caller</c> and the database.</summary>
    public static IServiceCollection AddConcertoGraphQL(this IServiceCollection services) => services.AddConcertoGraphQL(typeof(GraphQLSetup).Assembly.GetTypes());

    /// <param name="services">The application's services.</param>
    /// <param name="features">Where to look for classes marked <see cref="FieldsOfAttribute{T}"/>.</param>
    public static IServiceCollection AddConcertoGraphQL(this IServiceCollection services, IEnumerable<Type> features)
    {
        GlobalSwitches.EnableReadDescriptionFromXmlDocumentation = true;
        services.AddSingleton(new Features(features));
        services.AddScoped<Loaders>().AddSingleton<Recordings>();
        services.AddSingleton<IdGraphType, PublicIdType>();
        services.AddSingleton(new DateTimeGraphType { Description = "A moment in UTC, such as 2026-03-14T09:26:53.589793Z; one with another offset is taken, too." }.SpecifiedBy("https://www.rfc-editor.org/rfc/rfc3339"));
        services.AddSingleton(new LongGraphType { Description = "A whole number of up to 64 bits, such as a size in bytes." }.SpecifiedBy("https://www.rfc-editor.org/rfc/rfc8259#section-6"));
        services.AddSingleton(new UriGraphType { Description = "An address on the web, whole." }.SpecifiedBy("https://www.rfc-editor.org/rfc/rfc3986"));
        services.AddTransient(typeof(FeatureObjectType<>)).AddTransient(typeof(FeatureInputType<>)).AddTransient(typeof(ErrorType<>));
        services.AddSingleton<IDocumentBuilder, Guards>();
        services.AddSingleton<Errors>().AddSingleton<ChangesSinceRelease>();
        services.AddSingleton(provider => GraphQLOptions.Read(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<RequestLimits>().AddSingleton<Execution>().AddSingleton<Sockets>().AddSingleton(new SocketOptions());
        services.AddCors().AddOptions<CorsOptions>().Configure<GraphQLOptions>((cors, options) => cors.AddPolicy(GraphQLEndpoint.CorsPolicy, options.Allow));
        return services.AddGraphQL(builder => builder
            .AddSchema<ConcertoSchema>()
            .AddSystemTextJson()
            .AddSerializer<FastSerializer>()
            .AddGraphTypes(typeof(GraphQLSetup).Assembly)
            .AddGraphTypeMappingProvider<TypeMapping>()
            .AddErrorInfoProvider(provider => provider.GetRequiredService<Errors>())
            .AddUnhandledExceptionHandler(context => context.ExecutionOptions.RequestServices!.GetRequiredService<Errors>().Handle(context))
            .AddExecutionStrategy<SerialExecutionStrategy>(OperationType.Query)
            .AddExecutionStrategy<MutationStrategy>(OperationType.Mutation)
            .AddScopedSubscriptionExecutionStrategy()
            .AddValidationRule<Introspection>(useForCachedDocuments: true)
            .AddValidationRule<Complexity>(useForCachedDocuments: true) // else first: $n is reckoned once, with the first n
            .ConfigureExecution<DocumentCache>());
    }
}

/// <summary>The schema; its root types are made of the fields of <see cref="Query"/>, <see cref="Mutation"/> and <see cref="Subscription"/>.</summary>
public sealed class ConcertoSchema : Schema
{
    public ConcertoSchema(IServiceProvider services, Features features) : base(services)
    {
        Description = "Concerto, collaborative review for audio: projects, songs, their versions, notes on them, shares and uploads, and who may do what with them. How to come in, what errors, limits and cursors mean, and programs to begin with are at /developers of the server.";
        Query = services.GetRequiredService<FeatureObjectType<Query>>();
        if (features.FieldsOf(typeof(Mutation)).Any()) Mutation = services.GetRequiredService<FeatureObjectType<Mutation>>();
        if (features.FieldsOf(typeof(Subscription)).Any()) Subscription = services.GetRequiredService<FeatureObjectType<Subscription>>();
        base.Features.DeprecationOfInputValues = true;
        base.Features.RepeatableDirectives = true;
        Directives.Register(new SpecifiedBy());
        RegisterVisitor(new FullIntrospection());
        RegisterVisitor(new TidyDescriptions());
    }
}

/// <summary>The schema as text: <c>schema.graphql</c>, the verb <c>schema export</c>, and <c>/graphql/schema</c>.</summary>
public static partial class SchemaExport
{
    public static string Print(IServiceProvider services) =>
        Description().Replace(services.GetRequiredService<ISchema>().Print(new() { StringComparison = StringComparison.Ordinal }).Replace(SpecifiedBy.Text, "", StringComparison.Ordinal) + "\n", InBlock);

    // GraphQL.NET prints a description of one line as a string; as a block it is what linters want, and needs no escapes.
    private static string InBlock(Match description)
    {
        var text = JsonSerializer.Deserialize<string>(description.ValueSpan)!.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        return text[^1] is '"' or '\\' ? $"\"\"\"{text}\n\"\"\"" : $"\"\"\"{text}\"\"\"";
    }

    [GeneratedRegex("(?<=^ *)\".+\"$", RegexOptions.Multiline)]
    private static partial Regex Description();
}
