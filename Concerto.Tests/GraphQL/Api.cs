using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

/// <summary>Concerto as a program sees it: GraphQL with a token, and nothing else.</summary>
internal static class Api
{
    /// <summary>The whole answer to a document.</summary>
    public static async Task<JsonNode> AskAsync(this HttpClient api, string query, object? variables = null)
    {
        using var response = await api.PostAsJsonAsync("/graphql", new { query, variables });
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    /// <inheritdoc cref="AskAsync(HttpClient, string, object)"/>
    public static async Task<JsonNode> AskAsync(this Person person, string query, object? variables = null)
    {
        using var api = person.Api();
        return await api.AskAsync(query, variables);
    }

    /// <summary>The data of an answer that has no errors.</summary>
    public static async Task<JsonNode> DataAsync(this Person person, string query, object? variables = null)
    {
        var answer = await person.AskAsync(query, variables);
        Assert.True(answer["errors"] is null, answer.ToJsonString());
        return answer["data"]!;
    }

    /// <summary>A mutation's payload.</summary>
    /// <param name="mutation">Its name, such as renameSong.</param>
    /// <param name="input">Its input.</param>
    /// <param name="selection">What to ask of the payload, but for the errors, which come along with their types, codes, messages and paths.</param>
    public static async Task<JsonNode> MutateAsync(this Person person, string mutation, object input, string selection = "")
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!";
        var data = await person.DataAsync($$"""mutation($input: {{type}}) { {{mutation}}(input: $input) { {{selection}} errors { __typename ... on Error { code message path } } } }""", new { input });
        return data[mutation]!;
    }

    /// <summary>What a mutation that succeeds selects of its payload.</summary>
    public static async Task<JsonNode> DoAsync(this Person person, string mutation, object input, string selection)
    {
        var payload = await person.MutateAsync(mutation, input, selection);
        Assert.True(payload["errors"] is null, payload.ToJsonString());
        return payload;
    }

    /// <summary>Asks until the answer is as wanted.</summary>
    public static async Task<JsonNode> DataWhenAsync(this Person person, string query, object variables, Func<JsonNode, bool> wanted)
    {
        JsonNode? last = null;
        await Until.ItIsSoAsync(async () => wanted(last = await person.DataAsync(query, variables)), () => $"It did not become what was wanted: {last?.ToJsonString()}");
        return last!;
    }
}
