using GraphQL;
using GraphQL.Execution;
using GraphQL.Transport;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Concerto.Web.GraphQL;

/// <summary>How a request is executed, whichever way it came: with the same limits, and the same words when it goes beyond one.</summary>
internal sealed class Execution(IDocumentExecuter executer, GraphQLOptions options)
{
    private const int MaxErrors = 20;

    /// <param name="http">Who asks, by what means.</param>
    /// <param name="request">What they ask.</param>
    /// <param name="services">A scope for this operation alone; of a subscription, each event has one of its own.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="rule">What this way of asking allows; null for everything.</param>
    public async Task<ExecutionResult> RunAsync(HttpContext http, GraphQLRequest request, IServiceProvider services, CancellationToken ct, IValidationRule? rule = null)
    {
        var execution = new ExecutionOptions
        {
            Query = request.Query,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            RequestServices = services,
            User = http.User,
            CancellationToken = ct,
            Timeout = options.Timeout,
        };
        if (rule is not null) (execution.ValidationRules, execution.CachedDocumentValidationRules) = (DocumentValidator.CoreRules.Append(rule), [rule]);
        var result = await executer.ExecuteAsync(execution);
        if (result.Errors is { } errors && !result.Executed) result.Errors = InWords(errors);
        AnswerLength.Check(result);
        if (Cost.IsAskedFor(http.Request, request.Extensions)) Cost.Tell(result, execution);
        return result;
    }

    private ExecutionErrors InWords(ExecutionErrors errors)
    {
        if (errors.OfType<TimeoutError>().Any())
            return [new Refusal(StatusCodes.Status503ServiceUnavailable, "TIMEOUT", $"The operation took longer than the limit of {options.Timeout.TotalSeconds} seconds. Ask for less at a time.")];
        if (errors.Count <= MaxErrors) return errors;
        return [.. errors.Take(MaxErrors), new RequestError("TOO_MANY_ERRORS", $"The document has {errors.Count} mistakes; these are the first {MaxErrors}.")];
    }
}

/// <summary>A GET is safe, so it only queries; or subscribes, where the answer is a stream.</summary>
internal sealed class ChangesNothing : ValidationRuleBase
{
    public static readonly ChangesNothing Queries = new(false), OrSubscribes = new(true);

    private readonly bool _subscribes;

    private ChangesNothing(bool subscribes) => _subscribes = subscribes;

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) =>
        context.Operation.Operation == OperationType.Query || (_subscribes && context.Operation.Operation == OperationType.Subscription)
            ? default
            : throw new Refusal(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "A GET only queries. POST this.");
}

/// <summary>What the schema is like is told to those whom <see cref="GraphQLOptions.Introspection"/> names; <c>__typename</c> to everybody.</summary>
internal sealed class Introspection(GraphQLOptions options) : ValidationRuleBase
{
    private static readonly INodeVisitor Refuse = new MatchingNodeVisitor<GraphQLField>((field, _) =>
    {
        if (field.Name.Value == "__schema" || field.Name.Value == "__type")
            throw new RequestError("INTROSPECTION_CLOSED", "The schema is not shown to you here. Come with a token, or ask those who run this Concerto.");
    });

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(options.Shows(context.User?.Identity?.IsAuthenticated is true) ? null : Refuse);
}
