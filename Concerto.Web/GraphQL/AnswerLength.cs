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

    private const int OfNumber = 8, OfErrorAtLeast = 80;

    /// <summary>Puts an error in the place of what is too long, before any of it is written.</summary>
    public static void Check(ExecutionResult result)
    {
        var length = OfNode(result.Data as ExecutionNode) + (result.Errors?.Sum(OfError) ?? 0);
        if (length <= Max) return;
        result.Data = null;
        result.Errors = [new LimitError("ANSWER_TOO_LARGE", new("answer", "characters", length, Max), $"The answer has {length} characters; the limit is {Max}. Ask for less at a time.")];
    }

    private static long OfNode(ExecutionNode? node)
    {
        var length = 0L;
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                foreach (var field in fields) length += OfName(field) + OfNode(field);
                return length;
            case ArrayExecutionNode { Items: { } items }:
                foreach (var item in items) length += OfNode(item);
                return length;
            case ArrayExecutionNode { SerializedResult: IEnumerable items }:
                foreach (var item in items) length += OfValue(item);
                return length;
            default:
                return OfValue(node?.Result);
        }
    }

    // An execution node makes its name anew whenever it is asked.
    private static long OfName(ExecutionNode field) => field.Field.Alias is { } alias ? alias.Name.Value.Length : field.FieldDefinition.Name.Length;

    private static long OfError(ExecutionError error) => OfErrorAtLeast + error.Message.Length + (error.Path?.Sum(OfValue) ?? 0);

    private static long OfValue(object? value) => value is string text ? text.Length : OfNumber;
}
