using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Concerto.Tests.GraphQL;

/// <summary>A bare graphql-transport-ws client, for what no decent one would send.</summary>
internal sealed class Socket : IDisposable
{
    public const string Protocol = "graphql-transport-ws";
    private readonly ClientWebSocket _socket = new();

    /// <summary>Opens one; it has said nothing yet.</summary>
    public static async Task<Socket> OpenAsync(Server server, string? protocol = Protocol, params (string Name, string Value)[] headers)
    {
        var socket = new Socket();
        if (protocol is not null) socket._socket.Options.AddSubProtocol(protocol);
        foreach (var (name, value) in headers) socket._socket.Options.SetRequestHeader(name, value);
        await socket._socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "ws", Path = "/graphql" }.Uri, default).WaitAsync(Until.Patience);
        return socket;
    }

    /// <summary>Opens one by HTTP/2, where it is one stream of a connection.</summary>
    public static async Task<Socket> OpenByHttp2Async(Server server)
    {
        var socket = new Socket();
        socket._socket.Options.AddSubProtocol(Protocol);
        (socket._socket.Options.HttpVersion, socket._socket.Options.HttpVersionPolicy) = (new(2, 0), HttpVersionPolicy.RequestVersionExact);
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler());
        await socket._socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "ws", Path = "/graphql" }.Uri, invoker, default).WaitAsync(Until.Patience);
        return socket;
    }

    /// <summary>Opens one for a person, who is let in.</summary>
    public static async Task<Socket> OpenAsync(Person person)
    {
        var socket = await OpenAsync(person.Server);
        await socket.InitAsync(person.Token);
        Assert.Equal("""{"type":"connection_ack"}""", (await socket.NextAsync())?.ToJsonString());
        return socket;
    }

    public Task InitAsync(string token) => SendAsync(new { type = "connection_init", payload = new { Authorization = $"Bearer {token}" } });

    public Task SubscribeAsync(string id, string query, object? variables = null, object? extensions = null) =>
        SendAsync(new { type = "subscribe", id, payload = new { query, variables, extensions } });

    /// <summary>The answers to an operation, until it is complete: their types and payloads.</summary>
    public async Task<List<string>> AskAsync(string id, string query, object? variables = null, object? extensions = null)
    {
        await SubscribeAsync(id, query, variables, extensions);
        var said = new List<string>();
        while (await NextAsync() is { } message)
        {
            Assert.Equal(id, (string?)message["id"]);
            said.Add($"{message["type"]} {message["payload"]?.ToJsonString()}".TrimEnd());
            if ((string?)message["type"] != "next") break;
        }
        return said;
    }

    public Task SendAsync(object message) => SendAsync(JsonSerializer.Serialize(message));

    public Task SendAsync(string text, WebSocketMessageType type = WebSocketMessageType.Text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), type, true, default).WaitAsync(Until.Patience);

    /// <summary>The next message; null when the server has closed it.</summary>
    public async Task<JsonNode?> NextAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16_384];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, default).WaitAsync(Until.Patience);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(message.ToArray());
        }
    }

    /// <summary>How the server closes it, whatever it says before.</summary>
    public async Task<(int Code, string? Reason)> EndAsync()
    {
        while (await NextAsync() is not null) ;
        return ((int)_socket.CloseStatus!.Value, _socket.CloseStatusDescription);
    }

    /// <summary>Says goodbye, and waits for the answer.</summary>
    public async Task<int> CloseAsync()
    {
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "", default).WaitAsync(Until.Patience);
        return (int)_socket.CloseStatus!.Value;
    }

    public void Dispose() => _socket.Dispose();
}
