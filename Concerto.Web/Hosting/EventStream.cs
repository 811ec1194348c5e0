using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Concerto.Web.Hosting;

/// <summary>A response of server-sent events. It ends when its work does, when the client has left, or at once when the process stops.</summary>
public sealed class EventStream : IDisposable
{
    private readonly HttpResponse _response;
    private readonly SemaphoreSlim _writing = new(1);

    private EventStream(HttpResponse response) => _response = response;

    /// <param name="http">The request; nothing has been answered yet.</param>
    /// <param name="heartbeat">How often a comment is sent, whatever the work does, so that nobody between here and there takes quiet for dead.</param>
    /// <param name="work">Sends the events.</param>
    public static async Task WriteAsync(HttpContext http, TimeSpan heartbeat, Func<EventStream, CancellationToken, Task> work)
    {
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        var response = http.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no"; // nginx would wait for more
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        using var stream = new EventStream(response);
        var beating = stream.BeatAsync(heartbeat, http.RequestServices.GetRequiredService<TimeProvider>(), end.Token);
        try
        {
            await work(stream, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        finally
        {
            await end.CancelAsync();
            await beating;
        }
    }

    /// <param name="id">What the client sends as Last-Event-ID when it comes back; null leaves that as it is.</param>
    public Task SendAsync(string name, string data, CancellationToken ct, string? id = null)
    {
        var text = new StringBuilder();
        if (id is not null) text.Append("id: ").Append(id).Append('\n');
        return WriteAsync(text.Append("event: ").Append(name).Append("\ndata: ").Append(data).Append("\n\n").ToString(), ct);
    }

    public void Dispose() => _writing.Dispose();

    // The first one goes at once, and the headers with it.
    private async Task BeatAsync(TimeSpan every, TimeProvider time, CancellationToken ct)
    {
        try
        {
            using var timer = new PeriodicTimer(every, time);
            do await WriteAsync(":\n\n", ct);
            while (await timer.WaitForNextTickAsync(ct));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task WriteAsync(string text, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            await _response.WriteAsync(text, ct);
            await _response.Body.FlushAsync(ct);
        }
        finally
        {
            _writing.Release();
        }
    }
}
