namespace Concerto.Infrastructure.Storage;

/// <summary>A file opened for one holder at a time, across processes. The kernel lets go of it when its holder is killed.</summary>
internal static class FileLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static FileStream Take(string path, FileStreamOptions options)
    {
        while (true)
        {
            try { return new FileStream(path, options); }
            catch (IOException e) when (IsHeld(e)) { Thread.Sleep(Pause); }
        }
    }

    public static async Task<FileStream> TakeAsync(string path, CancellationToken ct)
    {
        while (true)
        {
            try { return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
            catch (IOException e) when (IsHeld(e)) { await Task.Delay(Pause, ct); }
        }
    }

    // EWOULDBLOCK on Linux and macOS, a sharing violation on Windows: .NET has no exception of its own for it.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
