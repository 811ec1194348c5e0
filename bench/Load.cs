using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Concerto.Bench;

/// <summary>What a while of asking gave.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="Processor">Processor time an answer, this process's whole: server and client.</param>
/// <param name="Times">How long each answer took, the shortest first, in ms.</param>
internal sealed record Pace(double PerSecond, double Processor, double[] Times)
{
    public double Percentile(double share) => Times[(int)(share * (Times.Length - 1))];
}

/// <summary>Asks one question over and over, each connection as soon as it has its answer. On bare sockets: a client that costs next to nothing beside the server it measures.</summary>
internal sealed class Load(Uri server, string method, string path, string? token = null, string? json = null)
{
    private readonly byte[] _request = Encoding.UTF8.GetBytes(
        $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\n{(token is null ? "" : $"Authorization: Bearer {token}\r\n")}"
        + (json is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}"));

    public async Task<Pace> RunAsync(int connections, TimeSpan howLong, CancellationToken ct)
    {
        var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var times = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => AskAsync(clock, howLong, ct), ct)));
        var (elapsed, used) = (clock.Elapsed, Environment.CpuUsage.TotalTime - processor);
        double[] all = [.. times.SelectMany(t => t).Order()];
        return new(all.Length / elapsed.TotalSeconds, used.TotalMilliseconds / all.Length, all);
    }

    private async Task<List<double>> AskAsync(Stopwatch clock, TimeSpan howLong, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, ct);
        var (times, buffer) = (new List<double>(), new byte[256 * 1024]);
        while (clock.Elapsed < howLong)
        {
            var start = clock.Elapsed;
            await socket.SendAsync(_request, ct);
            for (var (length, whole) = (0, -1); !IsWhole(buffer.AsSpan(0, length), ref whole);)
                length += await socket.ReceiveAsync(buffer.AsMemory(length), ct) is > 0 and var more ? more : throw new InvalidOperationException("The server hung up.");
            times.Add((clock.Elapsed - start).TotalMilliseconds);
        }
        return times;
    }

    // Either its length is announced, or it comes in chunks and the last one is empty.
    private static bool IsWhole(ReadOnlySpan<byte> answer, ref int whole)
    {
        if (whole < 0 && answer.IndexOf("\r\n\r\n"u8) is > 0 and var end)
        {
            if (!answer.StartsWith("HTTP/1.1 200"u8)) throw new InvalidOperationException(Encoding.UTF8.GetString(answer));
            var at = answer[..end].IndexOf("Content-Length: "u8);
            whole = at < 0 ? 0 : end + 4 + int.Parse(answer[(at + 16)..][..answer[(at + 16)..].IndexOf((byte)'\r')], System.Globalization.CultureInfo.InvariantCulture);
        }
        return whole > 0 ? answer.Length >= whole : whole == 0 && answer.EndsWith("\r\n0\r\n\r\n"u8);
    }
}
