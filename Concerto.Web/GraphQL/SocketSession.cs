using System.Buffers;
using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Identity;
using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Authentication;

namespace Concerto.Web.GraphQL;

/// <summary>
/// One WebSocket that speaks <c>graphql-transport-ws</c>: subscriptions, and queries and mutations as well. It belongs to one person, who is known by the Authorization header or our own page's
/// session at the upgrade, or by <c>Authorization</c> in the payload of <c>connection_init</c>. Who that is is looked up anew for each operation, and again and again meanwhile: it ends when they are no longer signed in.
/// </summary>
internal sealed class SocketSession : IDisposable
{
    public const string Protocol = "graphql-transport-ws";

    // The protocol's own, but for those below 4000, which are everybody's.
    private const int Normal = 1000, GoingAway = 1001, TooBig = 1009, Fault = 1011, TryAgainLater = 1013, BadRequest = 4400, Unauthorized = 4401, Forbidden = 4403, NotAcceptable = 4406, InitTimeout = 4408, AlreadyExists = 4409, TooMany = 4429;
    private const int MaxReasonBytes = 123; // by RFC 6455
    private const int Usual = 4 * 1024, Roomy = 64 * 1024; // bytes of a message

    private readonly HttpContext _http;
    private readonly WebSocket _socket;
    private readonly Execution _execution;
    private readonly IGraphQLTextSerializer _serializer;
    private readonly SocketOptions _options;
    private readonly RequestLimits _limits;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<string, Operation> _operations = []; // by the ids that are taken
    private readonly ConcurrentDictionary<Operation, bool> _running = []; // what the client has completed takes a moment to end
    private readonly TaskCompletionSource<(int Code, string Reason)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _initializing;
    private IDisposable? _place; // among the person's sockets, once it is known whose it is

    private SocketSession(HttpContext http, WebSocket socket)
    {
        (_http, _socket) = (http, socket);
        _execution = http.RequestServices.GetRequiredService<Execution>();
        _serializer = http.RequestServices.GetRequiredService<IGraphQLTextSerializer>();
        _options = http.RequestServices.GetRequiredService<SocketOptions>();
        _limits = http.RequestServices.GetRequiredService<RequestLimits>();
        _time = http.RequestServices.GetRequiredService<TimeProvider>();
    }

    /// <param name="http">A request for a WebSocket; its user is who came by token or by our own page, or nobody yet.</param>
    public static async Task RunAsync(HttpContext http)
    {
        var options = http.RequestServices.GetRequiredService<SocketOptions>();
        var speaks = http.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = speaks ? Protocol : null,
            KeepAliveInterval = options.Heartbeat,
            KeepAliveTimeout = 2 * options.Heartbeat,
        });
        using var session = new SocketSession(http, socket);
        if (!speaks) session.End(NotAcceptable, $"Subprotocol not acceptable: it is {Protocol}");
        await session.RunAsync();
    }

    private async Task RunAsync()
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_http.RequestAborted);
        var stopping = _http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var leaving = stopping.Register(() => End(GoingAway, "Going away"));
        var receiving = ReceiveAsync();
        var watching = WatchAsync(over.Token);
        try
        {
            var (code, reason) = await _end.Task;
            foreach (var operation in _operations.Values) operation.Cancel();
            _place?.Dispose(); // who hears of the end may come again at once
            await CloseAsync(code, reason);
            await Task.WhenAny(receiving, Task.Delay(_options.CloseTimeout, _time, over.Token)); // what it still sends is not heard; its goodbye is
        }
        finally
        {
            await over.CancelAsync();
            _socket.Abort(); // nothing waits in it any more
            await Task.WhenAll(receiving, watching);
            foreach (var operation in _running.Keys) operation.Cancel();
            await Task.WhenAll(_running.Keys.Select(operation => operation.Task));
        }
    }

    public void Dispose()
    {
        _place?.Dispose();
        _sending.Dispose();
    }

    /// <summary>The first reason to end counts.</summary>
    private void End(int code, string reason) => _end.TrySetResult((code, reason));

    // --- What comes in ----------------------------------------------------------------------------------------------

    // Its reads are never cancelled, as that would break the socket off before it could say why it ends.
    private async Task ReceiveAsync()
    {
        var buffer = new ArrayBufferWriter<byte>(Usual);
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.GetMemory(Usual), CancellationToken.None);
                if (part.MessageType == WebSocketMessageType.Close) break;
                buffer.Advance(part.Count);
                if (buffer.WrittenCount > GraphQLEndpoint.MaxBodyBytes) End(TooBig, $"A message has at most {GraphQLEndpoint.MaxBodyBytes} bytes");
                if (_end.Task.IsCompleted)
                {
                    buffer.ResetWrittenCount();
                }
                else if (part.EndOfMessage)
                {
                    if (part.MessageType == WebSocketMessageType.Text) await HandleAsync(buffer.WrittenMemory);
                    else End(BadRequest, "Invalid message received: it is no text");
                    if (buffer.Capacity > Roomy) buffer = new(Usual);
                    else buffer.ResetWrittenCount();
                }
            }
            End(Normal, "");
        }
        catch (WebSocketException) // the other end is gone
        {
            End(Normal, "");
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    private async Task HandleAsync(ReadOnlyMemory<byte> text)
    {
        if (Message.Parse(text) is not { } message)
        {
            End(BadRequest, "Invalid message received");
            return;
        }
        switch (message)
        {
            case { Type: "connection_init" } when _initializing:
                End(TooMany, "Too many initialisation requests");
                break;
            case { Type: "connection_init" }:
                await InitializeAsync(message.Payload);
                break;
            case { Type: "ping" }:
                await SendAsync(new() { Type = "pong", Payload = message.Payload });
                break;
            case { Type: "pong" }:
                break;
            case { Type: "subscribe" } when _place is null:
                End(Unauthorized, "Unauthorized");
                break;
            case { Type: "subscribe", Id: { } id } when Request(message.Payload) is { } request:
                await SubscribeAsync(id, request);
                break;
            case { Type: "complete", Id: { } id }:
                if (_operations.TryRemove(id, out var operation)) operation.Cancel();
                break;
            default:
                End(BadRequest, "Invalid message received");
                break;
        }
    }

    private async Task InitializeAsync(JsonElement? payload)
    {
        _initializing = true;
        Exception? failure = null;
        if (_http.Request.Headers.Authorization.Count == 0 && TokenIn(payload) is { } token)
        {
            _http.Request.Headers.Authorization = token; // as good as a header, and everything that looks for one finds it
            var known = await _http.AuthenticateAsync(GraphQLEndpoint.TokenScheme);
            (_http.User, failure) = (known.Principal ?? new(), known.Failure);
        }
        if (_http.User.ToCaller().User is not { } person)
        {
            End(Forbidden, $"Forbidden: {failure?.Message ?? "send connectionParams: { Authorization: 'Bearer concerto_pat_...' }"}");
            return;
        }
        _place = _http.RequestServices.GetRequiredService<Sockets>().Enter(person);
        if (_place is null) End(TooMany, $"Too many sockets: {_options.SocketsPerPerson} are open, the limit is {_options.SocketsPerPerson}");
        else await SendAsync(new() { Type = "connection_ack" });
    }

    private static string? TokenIn(JsonElement? payload) => payload is not { } properties ? null : properties.EnumerateObject()
        .Where(p => p.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && p.Value.ValueKind == JsonValueKind.String).Select(p => p.Value.GetString()).FirstOrDefault();

    private GraphQLRequest? Request(JsonElement? payload)
    {
        try
        {
            return payload is null ? null : _serializer.ReadNode<GraphQLRequest>(payload) is { Query: not null } request ? request : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    // --- Operations -------------------------------------------------------------------------------------------------

    private async Task SubscribeAsync(string id, GraphQLRequest request)
    {
        if (_operations.ContainsKey(id))
        {
            End(AlreadyExists, $"Subscriber for {id} already exists");
            return;
        }
        if (_operations.Count >= _options.OperationsPerSocket || _running.Count >= 2 * _options.OperationsPerSocket)
        {
            await RefuseAsync(id, new RequestError("TOO_MANY_OPERATIONS", $"{_operations.Count} operations are under way in this socket; the limit is {_options.OperationsPerSocket}."));
            return;
        }
        if (await _http.WhoStandsAsync(_http.RequestAborted) is not { } user)
        {
            End(Forbidden, "Forbidden: you are not signed in any more");
            return;
        }
        _http.User = user;
        if (_limits.Take(user, _http)?.Refused is { } refusal)
        {
            await RefuseAsync(id, refusal);
            return;
        }
        var end = new CancellationTokenSource(); // not linked, or the socket would remember each until it ends
        var operation = _operations[id] = new(end.Cancel, end.Token);
        _running[operation] = true;
        operation.Task = Task.Run(() => ExecuteAsync(id, request, operation));
    }

    private async Task ExecuteAsync(string id, GraphQLRequest request, Operation operation)
    {
        try
        {
            await using var scope = _http.RequestServices.CreateAsyncScope();
            var result = await _execution.RunAsync(_http, request, scope.ServiceProvider, operation.Token);
            if (!result.Executed)
            {
                if (Finish(id, operation)) await RefuseAsync(id, [.. result.Errors!]);
                return;
            }
            await foreach (var each in result.EachAsync(operation.Token))
            {
                operation.Token.ThrowIfCancellationRequested();
                if (each is { Executed: false, Errors: { } errors })
                {
                    if (Finish(id, operation)) await RefuseAsync(id, [.. errors]);
                    return;
                }
                await SendAsync(new() { Type = "next", Id = id, Payload = each });
            }
            if (result.Streams is not null && await _http.WhoStandsAsync(operation.Token) is null) End(Forbidden, "Forbidden: you are not signed in any more");
            else if (Finish(id, operation)) await SendAsync(new() { Type = "complete", Id = id });
        }
        catch (Exception e) when (operation.Token.IsCancellationRequested || e is WebSocketException)
        {
        }
        catch (Exception e)
        {
            Failed(e);
        }
        finally
        {
            Finish(id, operation);
            _running.TryRemove(operation, out _);
        }
    }

    /// <returns>Whether it was still under way; else there is nothing more to say of it.</returns>
    private bool Finish(string id, Operation operation) => _operations.TryRemove(KeyValuePair.Create(id, operation));

    private Task RefuseAsync(string id, params ExecutionErrors errors) => SendAsync(new() { Type = "error", Id = id, Payload = errors });

    private void Failed(Exception exception)
    {
        if (DatabaseFaults.IsAway(exception))
        {
            End(TryAgainLater, "Try again later");
            return;
        }
        _http.RequestServices.GetRequiredService<ILogger<SocketSession>>().LogError(exception, "A GraphQL socket failed");
        End(Fault, "Something went wrong on our side");
    }

    // --- Watching ---------------------------------------------------------------------------------------------------

    private async Task WatchAsync(CancellationToken over)
    {
        try
        {
            await Task.Delay(_options.InitTimeout, _time, over);
            if (!_initializing) End(InitTimeout, "Connection initialisation timeout");
            using var timer = new PeriodicTimer(_options.LookEvery, _time);
            while (await timer.WaitForNextTickAsync(over))
                if (_place is not null && !await StillStandsAsync(over)) End(Forbidden, "Forbidden: you are not signed in any more");
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            Failed(e);
        }
    }

    private async Task<bool> StillStandsAsync(CancellationToken ct)
    {
        try
        {
            return await _http.WhoStandsAsync(ct) is not null;
        }
        catch (Exception e) when (DatabaseFaults.IsAway(e))
        {
            return true; // nothing can be told either
        }
    }

    // --- What goes out ----------------------------------------------------------------------------------------------

    private async Task SendAsync(OperationMessage message)
    {
        using var bytes = new MemoryStream();
        await _serializer.WriteAsync(bytes, message, CancellationToken.None);
        await _sending.WaitAsync();
        try
        {
            if (_socket.State != WebSocketState.Open) return;
            using var limit = new CancellationTokenSource(_options.SendTimeout, _time); // breaks the socket off: nobody reads
            await _socket.SendAsync(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
        }
        catch (OperationCanceledException)
        {
            End(GoingAway, "");
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task CloseAsync(int code, string reason)
    {
        if (!await _sending.WaitAsync(_options.CloseTimeout)) return; // something is on its way that nobody reads
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await _socket.CloseOutputAsync((WebSocketCloseStatus)code, Short(reason), CancellationToken.None).WaitAsync(_options.CloseTimeout);
        }
        catch (Exception e) when (e is WebSocketException or TimeoutException or OperationCanceledException)
        {
        }
        finally
        {
            _sending.Release();
        }
    }

    private static string Short(string reason)
    {
        while (System.Text.Encoding.UTF8.GetByteCount(reason) > MaxReasonBytes) reason = reason[..^1];
        return reason;
    }

    private sealed class Operation(Action cancel, CancellationToken token)
    {
        public Task Task { get; set; } = Task.CompletedTask;
        public CancellationToken Token => token;
        public void Cancel() => cancel();
    }

    private sealed record Message(string? Type, string? Id, JsonElement? Payload)
    {
        /// <summary>Null when it is none: types, ids and payloads are what the protocol says.</summary>
        public static Message? Parse(ReadOnlyMemory<byte> text)
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                var root = document.RootElement;
                var (type, id, payload) = (root.GetProperty("type"), Optional(root, "id"), Optional(root, "payload"));
                if (payload is { ValueKind: not JsonValueKind.Object } || id?.GetString() is "") return null;
                return new(type.GetString(), id?.GetString(), payload is { } given ? JsonSerializer.SerializeToElement(given) : null); // a copy, whose texts have been read: half a letter is found now
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                return null;
            }
        }

        private static JsonElement? Optional(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }
}

/// <summary>The WebSockets of this process: so many a person, and no more.</summary>
internal sealed class Sockets(SocketOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UserId, int> _open = [];

    /// <summary>A place for one more; null when the person has as many as one may have. Dispose of it.</summary>
    public IDisposable? Enter(UserId person)
    {
        lock (_lock)
        {
            var open = _open.GetValueOrDefault(person);
            if (open >= options.SocketsPerPerson) return null;
            _open[person] = open + 1;
        }
        return new Place(() => Leave(person));
    }

    private void Leave(UserId person)
    {
        lock (_lock)
            if (--_open[person] == 0) _open.Remove(person);
    }

    private sealed class Place(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
