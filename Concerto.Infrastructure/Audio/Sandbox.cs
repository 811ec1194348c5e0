using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using Concerto.Domain.Audio;

namespace Concerto.Infrastructure.Audio;

/// <summary>
/// Runs a tool on a file that anybody may have made hostile: bounded in CPU, memory, disk and time, without network, without
/// privileges and without our environment (it holds secrets). However it ends, no process is left, not even when we are killed ourselves.
/// </summary>
/// <param name="workspace">Where it is tried out which guards this system has.</param>
/// <param name="timeout">Of one run, by the clock and in CPU seconds alike.</param>
internal sealed class Sandbox(Workspace workspace, TimeSpan timeout)
{
    /// <summary>ffmpeg needs about 300 MB of address space.</summary>
    private const long MaxMemory = 1L << 30;

    /// <summary>Four hours of 256 kb/s are 461 MB.</summary>
    private const long MaxFileSize = 1L << 30;

    private const int NobodysId = 65534, MaxErrors = 16 * 1024, BufferSize = 64 * 1024, PipeSize = 512 * 1024;

    private readonly Lazy<string[]> guards = new(() => GuardsOfThisSystem(workspace, timeout), LazyThreadSafetyMode.PublicationOnly);

    /// <param name="ExitCode">128 and more when a signal ended it.</param>
    /// <param name="Errors">The last of what it wrote to standard error.</param>
    internal sealed record Ending(int ExitCode, string Errors)
    {
        public bool Killed => ExitCode > 128;

        public bool NotStarted => ExitCode is 126 or 127;
    }

    /// <summary>Takes what it can use of the bytes and says how many those were; the rest is offered again with what follows.</summary>
    internal delegate int Take(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Runs the command in <paramref name="folder"/>. What <paramref name="take"/> throws ends the command and is thrown on.
    /// </summary>
    /// <exception cref="AnalysisFailedException">It can't be started, was killed, or ran out of time.</exception>
    public async Task<Ending> RunAsync(IReadOnlyList<string> command, string folder, Take take, CancellationToken ct)
    {
        var result = new TaskCompletionSource<Ending>(TaskCreationOptions.RunContinuationsAsynchronously);
        // A thread of its own. It reads the pipe with blocking reads, as asynchronous ones cost 3.7 s of CPU for five minutes of sound;
        // and the guard that kills the tool when its parent dies takes this very thread for the parent, so it must not be a pooled one.
        new Thread(() =>
        {
            try
            {
                result.SetResult(Run([.. guards.Value, .. command], folder, take, timeout, ct));
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }) { IsBackground = true, Name = "Analysis" }.Start();
        var ending = await result.Task;
        return ending switch
        {
            { NotStarted: true } => throw new AnalysisFailedException($"{command[0]} can't be started. {ending.Errors}"),
            { Killed: true } => throw new AnalysisFailedException($"{command[0]} was killed (signal {ending.ExitCode - 128}). {ending.Errors}"),
            _ => ending,
        };
    }

    private static Ending Run(IReadOnlyList<string> command, string folder, Take take, TimeSpan timeout, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        start.Environment["LC_ALL"] = "C";
        // Each thread's arena reserves 64 MB of address space, which is rationed.
        start.Environment["MALLOC_ARENA_MAX"] = "1";

        ct.ThrowIfCancellationRequested();
        using var process = Start(start);
        using var deadline = new CancellationTokenSource(timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, ct);
        using var kill = either.Token.Register(() => Kill(process));
        var errors = new Tail(process.StandardError.BaseStream);
        try
        {
            process.StandardInput.Close();
            if (process.StandardOutput.BaseStream is AnonymousPipeClientStream output) Posix.Widen(output.SafePipeHandle, PipeSize);
            Drain(process.StandardOutput.BaseStream, take);
        }
        catch
        {
            Kill(process);
            throw;
        }
        finally
        {
            process.WaitForExit();
        }
        ct.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested) throw new AnalysisFailedException($"The analysis took longer than {timeout}.");
        return new(process.ExitCode, errors.Read());
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new AnalysisFailedException($"{start.FileName} can't be started: {e.Message}.", e);
        }
    }

    private static void Drain(Stream pipe, Take take)
    {
        var buffer = new byte[BufferSize];
        for (int kept = 0, read; (read = pipe.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var taken = take(buffer.AsSpan(0, kept + read));
            kept += read - taken;
            buffer.AsSpan(taken, kept).CopyTo(buffer);
        }
    }

    /// <summary>The group is the tool's own where setsid made it one; else the tool alone is killed, which starts no others.</summary>
    private static void Kill(Process process)
    {
        try
        {
            if (process.HasExited) return;
            if (!OperatingSystem.IsWindows()) Posix.KillGroup(process.Id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended in between.
        }
    }

    /// <summary>
    /// Each guard is a program that starts the next. Those that this system lacks, or does not allow, are left out without a word:
    /// macOS has one of them, an unprivileged container some, root on Debian all.
    /// </summary>
    private static string[] GuardsOfThisSystem(Workspace workspace, TimeSpan timeout)
    {
        var seconds = ((long)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        string[][][] wanted =
        [
            [["setsid"]],
            [["prlimit", $"--as={MaxMemory}", $"--cpu={seconds}", $"--fsize={MaxFileSize}", "--nofile=64", "--core=0", "--"]],
            [["nice", "-n", "10"]],
            [["unshare", "-n", "--"], ["unshare", "--map-current-user", "-n", "--"]],
            [
                ["setpriv", $"--reuid={NobodysId}", $"--regid={NobodysId}", "--clear-groups", "--no-new-privs", "--pdeathsig", "KILL", "--"],
                ["setpriv", "--no-new-privs", "--pdeathsig", "KILL", "--"],
            ],
        ];
        using var job = workspace.OpenEmpty();
        job.NewOutput("file");
        string[] guards = [];
        foreach (var alternatives in wanted)
            guards = alternatives.Select(guard => guards.Concat(guard).ToArray()).FirstOrDefault(Works) ?? guards;
        return guards;

        bool Works(string[] candidate)
        {
            try
            {
                return Run([.. candidate, "test", "-r", "file", "-a", "-w", "file"], job.Folder, bytes => bytes.Length, TimeSpan.FromSeconds(10), CancellationToken.None).ExitCode == 0;
            }
            catch (AnalysisFailedException)
            {
                return false;
            }
        }
    }

    /// <summary>Reads a pipe to its end and remembers only the last of it: a hostile file can make a tool complain for ever.</summary>
    private sealed class Tail
    {
        private readonly Thread reader;
        private readonly byte[] kept = new byte[MaxErrors * 2];
        private int length;

        public Tail(Stream pipe)
        {
            reader = new(() => Drain(pipe, Keep)) { IsBackground = true, Name = "Analysis errors" };
            reader.Start();
        }

        public string Read()
        {
            reader.Join();
            return Encoding.UTF8.GetString(kept, 0, length).Trim();
        }

        private int Keep(ReadOnlySpan<byte> bytes)
        {
            foreach (var value in bytes)
            {
                if (length == kept.Length)
                {
                    kept.AsSpan(MaxErrors).CopyTo(kept);
                    length = MaxErrors;
                }
                kept[length++] = value;
            }
            return bytes.Length;
        }
    }
}
