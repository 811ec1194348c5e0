using System.Collections;
using GraphQL;
using GraphQL.Execution;

namespace Concerto.Web.GraphQL;

/// <summary>
/// How long an answer is, in characters. Complexity counts the objects that a document asks for, not how long their texts are, nor what the document calls them: a few thousand notes, or one name
/// for each of them that fills the document, would take hundreds of megabytes; and so would an error for each, with the names that lead to it.
/// </summary>
internal static class AnswerLength
{
    public const int Max = 5_000_000;

    private const int OfOthers = 8; // a number, a time, null …

    /// <summary>Puts an error in the place of what is too long, before any of it is written.</summary>
    public static void Check(ExecutionResult result)
    {
        var length = Of(result.Data as ExecutionNode) + (result.Errors?.Sum(Of) ?? 0);
        if (length <= Max) return;
        result.Data = null;
        result.Errors = [new LimitError("ANSWER_TOO_LARGE", new("answer", "characters", length, Max), $"The answer has {length} characters; the limit is {Max}. Ask for less at a time.")];
    }

    private static long Of(ExecutionNode? node)
    {
        var length = 0L;
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                foreach (var field in fields) length += field.Name!.Length + Of(field);
                return length;
            case ArrayExecutionNode { Items: { } items }:
                foreach (var item in items) length += Of(item);
                return length;
            case ArrayExecutionNode { SerializedResult: IEnumerable items }:
                foreach (var item in items) length += Of(item);
                return length;
            default:
                return Of(node?.Result);
        }
    }

    private static long Of(ExecutionError error) => error.Message.Length + (error.Path?.Sum(part => (long)Of(part)) ?? 0) + 10 * OfOthers;

    private static int Of(object? value) => value is string text ? text.Length : OfOthers;
}
