using Concerto.Domain.Accounts;
using GraphQL;
using GraphQL.Execution;
using ExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Concerto.Web.GraphQL;

/// <summary>
/// Lets only those in who may write, and completes a mutation with all that is selected below it before the next one starts, so that each
/// shows the world as it left it.
/// </summary>
public sealed class MutationStrategy : SerialExecutionStrategy
{
    public override Task<ExecutionResult> ExecuteAsync(ExecutionContext context)
    {
        _ = context.RequestServices!.GetRequiredService<Caller>().Writer;
        return base.ExecuteAsync(context);
    }

    public override async Task ExecuteNodeTreeAsync(ExecutionContext context, ExecutionNode rootNode)
    {
        foreach (var mutation in ((ObjectExecutionNode)rootNode).SubFields!)
        {
            await base.ExecuteNodeTreeAsync(context, mutation);
            context.RequestServices!.GetRequiredService<Loaders>().Clear();
        }
    }
}
