using System.Net;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Concerto.Tests.Live;

/// <summary>What came along a stream.</summary>
public sealed record Heard(string Name, string? Id, JsonNode Data)
{
    public string? this[string field] => (string?)Data[field];
}

/// <summary>One who listens to an event stream by HTTP, as a browser does.</summary>
public sealed class Ear : IDisposable
{

    private readonly HttpResponseMessage _response;
    private readonly Channel<Heard> _heard = Channel.CreateUnbounded<Heard>(), _unread = Channel.CreateUnbounded<Heard>();
    private readonly Task _reading;

    private Ear(HttpResponseMessage response)
    {
        _response = response;
        _reading = Task.Run(ReadAsync);
    }

    public HttpStatusCode Status => _response.StatusCode;

    /// <summary>The last id, which a browser sends when it comes back.</summary>
    public string? LastId { get; private set; }

    /// <summary>Ends when the server ends the stream.</summary>
    public Task EndAsync() => _reading.WaitAsync(Until.Patience);

    /// <summary>Opens a stream, and waits until it listens.</summary>
    public static async Task<Ear> ListenAsync(Browser browser, string path, string? lastEventId = null)
    {
        var ear = await OpenAsync(browser, path, lastEventId);
        while ((await ear.NextAsync()).Name != "listening") ;
        return ear;
    }

    public static async Task<Ear> OpenAsync(Browser browser, string path, string? lastEventId = null)
    {
        var response = await browser.StreamAsync(path, lastEventId is null ? [] : [("Last-Event-ID", lastEventId)]);
        return response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? new(response) : throw new InvalidOperationException($"That is no stream: {response.StatusCode}.");
    }

    public static Ear Of(HttpResponseMessage response) => new(response);

    /// <summary>The next event but for those about the bell; fails when the stream ends without one.</summary>
    public async Task<Heard> NextAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(Until.Patience);

    /// <summary>The next number on the bell, which every stream tells.</summary>
    public async Task<int> NextUnreadAsync() => (int)(await _unread.Reader.ReadAsync().AsTask().WaitAsync(Until.Patience)).Data["count"]!;

    /// <summary>A field of each of the next events.</summary>
    public async Task<List<string?>> NextAsync(int count, string field)
    {
        var values = new List<string?>();
        while (values.Count < count) values.Add((await NextAsync())[field]);
        return values;
    }

    /// <summary>All that came before the stream ended.</summary>
    public async Task<List<Heard>> RestAsync()
    {
        await EndAsync();
        var rest = new List<Heard>();
        while (_heard.Reader.TryRead(out var heard)) rest.Add(heard);
        return rest;
    }

    public void Dispose() => _response.Dispose();

    private async Task ReadAsync()
    {
        try
        {
            using var reader = new StreamReader(await _response.Content.ReadAsStreamAsync());
            var (name, id, data) = ("", (string?)null, "");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("event: ", StringComparison.Ordinal)) name = line[7..];
                else if (line.StartsWith("id: ", StringComparison.Ordinal)) LastId = id = line[4..];
                else if (line.StartsWith("data: ", StringComparison.Ordinal)) data = line[6..];
                else if (line.Length == 0 && name.Length > 0)
                {
                    (name == "unread" ? _unread : _heard).Writer.TryWrite(new(name, id, data.Length > 0 ? JsonNode.Parse(data)! : new JsonObject()));
                    (name, id, data) = ("", null, "");
                }
            }
        }
        catch (Exception e) when (e is IOException or HttpRequestException or ObjectDisposedException)
        {
            // The connection was broken off.
        }
        finally
        {
            _heard.Writer.TryComplete();
            _unread.Writer.TryComplete();
        }
    }
}
