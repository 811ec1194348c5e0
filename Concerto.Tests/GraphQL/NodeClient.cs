using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Concerto.Tests.GraphQL;

/// <summary>A client written by others, in Node: one of the scripts in Concerto.Tests/Clients, which says what it sees in lines of JSON.</summary>
internal sealed class NodeClient : IDisposable
{
    private readonly Channel<JsonNode> _said = Channel.CreateUnbounded<JsonNode>();
    private readonly Process _process;

    private NodeClient(string script, string argument)
    {
        _process = Process.Start(new ProcessStartInfo("node", [script, argument]) { WorkingDirectory = Path.Combine(Repository.Root, "Concerto.Tests", "Clients"), RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, line) => _ = line.Data is { } text ? _said.Writer.TryWrite(JsonNode.Parse(text)!) : _said.Writer.TryComplete();
        _process.BeginOutputReadLine();
    }

    public static NodeClient Start(string script, string argument) => new(script, argument);

    /// <summary>Listens by one graphql-ws or graphql-sse client.</summary>
    public static NodeClient Listen(string by, Server server, string? token, params (string Query, object Variables)[] operations) =>
        new("listen.mjs", JsonSerializer.Serialize(new { by, url = $"{server.Url}graphql", token, operations = operations.Select(o => new { query = o.Query, variables = o.Variables }) }));

    /// <summary>The next line; fails when there is none.</summary>
    public async Task<JsonNode> ReadAsync() => await _said.Reader.ReadAsync().AsTask().WaitAsync(Until.Patience);

    /// <summary>The next line, if it comes soon.</summary>
    public async Task<JsonNode?> ReadSoonAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            return await _said.Reader.ReadAsync(soon.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>All that it still says until it ends.</summary>
    public async Task<List<string>> RestAsync()
    {
        using var patience = new CancellationTokenSource(Until.Patience);
        return await _said.Reader.ReadAllAsync(patience.Token).Select(line => line.ToJsonString()).ToListAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
