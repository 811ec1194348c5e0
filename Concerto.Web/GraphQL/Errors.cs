using System.Diagnostics;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using GraphQL;
using GraphQL.Execution;

namespace Concerto.Web.GraphQL;

/// <summary>A request that can't be taken as it is; told to the caller as it is.</summary>
public class RequestError : ExecutionError
{
    public RequestError(string code, string message) : base(message) => Code = code;
}

/// <summary>An error that decides the status of the response.</summary>
internal sealed class Refusal(int status, string code, string message) : RequestError(code, message)
{
    public int Status => status;
}

/// <summary>What the caller is told of failures that no payload declares: only their own, all others are masked by a trace id.</summary>
internal sealed partial class Errors(ILogger<Errors> log) : ErrorInfoProvider(options => options.ExposeCodes = false)
{
    private const string TraceId = "Concerto.TraceId";

    /// <summary>Without GraphQL.NET's guesses at what was meant, which tell strangers names.</summary>
    public override ErrorInfo GetInfo(ExecutionError executionError)
    {
        var info = base.GetInfo(executionError);
        var guess = info.Message.IndexOf(" Did you mean ", StringComparison.Ordinal);
        return guess < 0 ? info : new() { Message = info.Message[..guess], Extensions = info.Extensions };
    }

    public void Handle(UnhandledExceptionContext context) => context.Exception = context.OriginalException switch
    {
        NotSignedInException => new RequestError("UNAUTHENTICATED", $"Send a token (Authorization: Bearer {ApiToken.Prefix}...), or sign in first."), // a page says only the latter
        NotAllowedException e => new RequestError("FORBIDDEN", e.Message),
        var e => Masked(e, context.FieldContext?.Path),
    };

    private RequestError Masked(Exception exception, IEnumerable<object>? path)
    {
        if (exception.Data[TraceId] is not string trace) // a failed batch fails every field that waits for it
        {
            exception.Data[TraceId] = trace = Activity.Current?.TraceId.ToString() ?? ActivityTraceId.CreateRandom().ToString();
            FieldFailed(log, exception, string.Join('.', path ?? []), trace);
        }
        var masked = new RequestError("INTERNAL", "Something went wrong on our side.");
        masked.AddExtension("traceId", trace);
        return masked;
    }

    [LoggerMessage(LogLevel.Error, "GraphQL field {Path} failed, trace {TraceId}")]
    private static partial void FieldFailed(ILogger log, Exception exception, string path, string traceId);
}
