using GraphQL;
using GraphQL.DI;
using GraphQLParser.AST;
using Microsoft.Extensions.Caching.Memory;

namespace Concerto.Web.GraphQL;

/// <summary>
/// Keeps documents that were parsed, validated and run, by their text and operation: the same one again only meets the rules that depend on its
/// variables or its transport (<see cref="ExecutionOptions.CachedDocumentValidationRules"/>). Holds at most a million characters of them.
/// </summary>
public sealed class DocumentCache : IConfigureExecution, IDisposable
{
    private readonly MemoryCache _documents = new(new MemoryCacheOptions { SizeLimit = 1_000_000 });

    public float SortOrder => 200; // after the rules have been configured

    public async Task<ExecutionResult> ExecuteAsync(ExecutionOptions options, ExecutionDelegate next)
    {
        if (options.Query is not { Length: > 0 } text) return await next(options);
        var key = (text, options.OperationName);
        var known = _documents.Get<GraphQLDocument>(key);
        if (known is not null) (options.Document, options.ValidationRules) = (known, options.CachedDocumentValidationRules ?? []);
        var result = await next(options);
        if (known is null && result is { Executed: true, Document: { } document })
            _documents.Set(key, document, new MemoryCacheEntryOptions { Size = text.Length });
        return result;
    }

    public void Dispose() => _documents.Dispose();
}
