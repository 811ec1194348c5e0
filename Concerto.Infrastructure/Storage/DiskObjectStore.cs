using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Domain.Storage;
using Microsoft.AspNetCore.Http;

namespace Concerto.Infrastructure.Storage;

/// <summary>
/// Objects as files of the data directory, for one machine (any number of processes). Everything is written beside its place and moved there whole:
/// <code>
/// objects/KEY                         an object
/// uploads/KEY with + for /+ID/        an unfinished upload: N.part, N.….tmp (arriving), whole.tmp (being joined), lock
/// uploads/….done/                     a finished or aborted one, about to be deleted
/// uploads/….tmp                       a file on its way into objects/
/// keys/store.key                      signs URLs
/// </code>
/// An upload is alive as long as its folder has its name. Renaming the folder is the one step that kills its URLs; a kill -9
/// before it leaves an upload that can be completed again to the same bytes, after it only litter, which a later upload sweeps.
/// </summary>
public sealed partial class DiskObjectStore : IObjectStore
{
    private const string Done = ".done", Temporary = ".tmp";
    private const int IdLength = 32;
    private readonly string _objects, _uploads;
    private static readonly TimeSpan SweepPause = TimeSpan.FromMinutes(10);
    private readonly TimeProvider _time;
    private long _sweptAt;

    public Uri Origin { get; }

    /// <param name="dataDirectory">Made when it is not there.</param>
    /// <param name="publicUrl">Where people reach Concerto; signed URLs begin with it.</param>
    public DiskObjectStore(string dataDirectory, Uri publicUrl, TimeProvider time)
    {
        var data = Path.GetFullPath(dataDirectory);
        _objects = Path.Combine(data, "objects");
        _uploads = Path.Combine(data, "uploads");
        _time = time;
        Directory.CreateDirectory(_objects);
        Directory.CreateDirectory(_uploads);
        Origin = new Uri(publicUrl.GetLeftPart(UriPartial.Authority));
        Signer = new DiskStoreSigner(DiskStoreSigner.Secret(Path.Combine(data, "keys", "store.key")), publicUrl, time);
    }

    internal DiskStoreSigner Signer { get; }

    public Task<string> BeginUploadAsync(string key, CancellationToken ct) => OnDiskAsync(() =>
    {
        Sweep();
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        Directory.CreateDirectory(UploadFolder(key, id));
        return Task.FromResult(id);
    });

    public ValueTask<SignedPart> SignPartAsync(string key, string uploadId, int number, long length, TimeSpan lifetime, CancellationToken ct)
    {
        var expires = ExpiryOf(lifetime);
        var url = Signer.Sign("PUT", Checked(key), expires, ("uploadId", uploadId),
            ("partNumber", number.ToString(CultureInfo.InvariantCulture)), ("length", length.ToString(CultureInfo.InvariantCulture)));
        return ValueTask.FromResult(new SignedPart(number, url, new Dictionary<string, string>(), expires));
    }

    public Task<IReadOnlyList<StoredPart>> ListPartsAsync(string key, string uploadId, CancellationToken ct) => OnDiskAsync(() =>
        Task.FromResult<IReadOnlyList<StoredPart>>([.. PartsIn(UploadFolder(key, uploadId)).Select(part => new StoredPart(part.Number, part.Size))]));

    public Task<bool> CompleteUploadAsync(string key, string uploadId, CancellationToken ct) => OnDiskAsync(async () =>
    {
        var folder = UploadFolder(key, uploadId);
        try
        {
            // The lock keeps other completers, and parts that arrive meanwhile, outside until the folder is renamed.
            await using (await FileLock.TakeAsync(Path.Combine(folder, "lock"), ct))
            {
                string[] parts = [.. PartsIn(folder).Select(part => part.File)];
                if (parts.Length > 0) Publish(parts is [var only] ? only : await JoinAsync(parts, Path.Combine(folder, "whole" + Temporary), ct), key);
                if (!File.Exists(ObjectFile(key))) return false;
                Directory.Move(folder, folder + Done);
            }
        }
        catch (Exception e) when (IsGone(e)) { } // completed or aborted before us
        Discard(folder + Done);
        return File.Exists(ObjectFile(key));
    });

    public Task AbortUploadsAsync(string key, CancellationToken ct) => OnDiskAsync(() =>
    {
        var anyOfIt = UploadName(key, new string('?', IdLength));
        foreach (var folder in Directory.EnumerateDirectories(_uploads, anyOfIt))
        {
            try { Directory.Move(folder, folder + Done); }
            catch (Exception e) when (IsGone(e)) { } // completed or aborted at this very moment
        }
        foreach (var folder in Directory.EnumerateDirectories(_uploads, anyOfIt + Done)) Discard(folder);
        return Task.FromResult(true);
    });

    public Task<StoredObject?> HeadAsync(string key, CancellationToken ct) => OnDiskAsync(() =>
    {
        var file = new FileInfo(ObjectFile(key));
        return Task.FromResult(file.Exists ? new StoredObject(file.Length) : null);
    });

    public Task<Stream?> OpenAsync(string key, CancellationToken ct, long offset = 0, long? count = null) => OnDiskAsync(() =>
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count ?? 1, nameof(count));
        var file = OpenObject(key);
        file?.Seek(offset, SeekOrigin.Begin);
        return Task.FromResult<Stream?>(file is null || count is null ? file : new FirstBytesStream(file, count.Value));
    });

    public Task PutFileAsync(string key, string path, string contentType, CancellationToken ct) => OnDiskAsync(async () =>
    {
        var temporary = Path.Combine(_uploads, UploadName(key, RandomNumberGenerator.GetHexString(16, lowercase: true)) + Temporary);
        try
        {
            Publish(await JoinAsync([path], temporary, ct), key);
        }
        finally { Discard(temporary); }
        return true;
    });

    public ValueTask<Uri> SignDownloadAsync(string key, TimeSpan lifetime, string contentType, string? attachmentName, CancellationToken ct) =>
        ValueTask.FromResult(Signer.Sign("GET", Checked(key), ExpiryOf(lifetime), ("type", contentType), ("disposition", Attachment.Disposition(attachmentName))));

    public Task DeleteAsync(string key, CancellationToken ct) => OnDiskAsync(() =>
    {
        var file = ObjectFile(key);
        if (File.Exists(file)) Discard(file); // never a folder: it holds the objects below this key
        var folder = Path.GetDirectoryName(file)!;
        while (folder != _objects)
        {
            try { Directory.Delete(folder); }
            catch (IOException) { break; } // not empty
            folder = Path.GetDirectoryName(folder)!;
        }
        return Task.FromResult(true);
    });

    /// <summary>Whether the upload can still take parts.</summary>
    internal bool IsOpen(string key, string uploadId) => Directory.Exists(UploadFolder(key, uploadId));

    /// <summary>Keeps a part as it arrives; one that was there is replaced when the new one is whole.</summary>
    /// <returns>False when the upload was completed or aborted meanwhile.</returns>
    /// <exception cref="BadHttpRequestException">The body is not of that length; nothing is kept.</exception>
    internal async Task<bool> ReceivePartAsync(string key, string uploadId, int number, long length, Stream body, CancellationToken ct)
    {
        var folder = UploadFolder(key, uploadId);
        var temporary = Path.Combine(folder, $"{number}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}{Temporary}");
        try
        {
            await using (var file = new FileStream(temporary, Writing))
            {
                await body.CopyToAsync(file, ct);
                if (file.Position != length) throw new BadHttpRequestException($"{file.Position} bytes came instead of {length}.");
            }
            await using (await FileLock.TakeAsync(Path.Combine(folder, "lock"), ct))
                File.Move(temporary, Path.Combine(folder, $"{number}.part"), overwrite: true);
            return true;
        }
        catch (Exception e) when (IsGone(e)) { return false; }
        finally { Discard(temporary); }
    }

    /// <summary>The object for reading, or null. A replacement or deletion does not disturb who has it open.</summary>
    internal FileStream? OpenObject(string key)
    {
        try
        {
            return new FileStream(ObjectFile(key), new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
        }
        catch (Exception e) when (IsGone(e)) { return null; }
    }

    private static readonly FileStreamOptions Writing = new()
    {
        Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 0, Options = FileOptions.Asynchronous,
    };

    private static async Task<string> JoinAsync(string[] sources, string target, CancellationToken ct)
    {
        await using var whole = new FileStream(target, Writing);
        foreach (var source in sources)
        {
            await using var file = new FileStream(source, new FileStreamOptions { BufferSize = 0, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
            await file.CopyToAsync(whole, bufferSize: 1 << 20, ct);
        }
        return target;
    }

    /// <summary>The step in which an object appears. Its bytes are on the platter first: what is acknowledged survives a power cut too.</summary>
    private void Publish(string file, string key)
    {
        using (var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite)) RandomAccess.FlushToDisk(handle);
        for (var attempt = 1; ; attempt++)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(ObjectFile(key))!);
            try
            {
                File.Move(file, ObjectFile(key), overwrite: true);
                return;
            }
            catch (DirectoryNotFoundException) when (attempt < 5) { } // DeleteAsync has just tidied the folder away
        }
    }

    private static List<(int Number, string File, long Size)> PartsIn(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFiles("*.part")
                .Select(file => (Number: int.Parse(Path.GetFileNameWithoutExtension(file.Name), CultureInfo.InvariantCulture), file.FullName, file.Length))
                .OrderBy(part => part.Number)];
        }
        catch (Exception e) when (IsGone(e)) { return []; }
    }

    /// <summary>What killed processes left: folders whose uploads are over, files that nobody has written to for a day.</summary>
    // Looking through all that is under way takes longer the more there is, so not every upload does it.
    private void Sweep()
    {
        var (now, last) = (_time.GetTimestamp(), Interlocked.Read(ref _sweptAt));
        if (last != 0 && _time.GetElapsedTime(last, now) < SweepPause || Interlocked.CompareExchange(ref _sweptAt, now, last) != last) return;
        foreach (var folder in Directory.EnumerateDirectories(_uploads, "*" + Done)) Discard(folder);
        foreach (var file in Directory.EnumerateFiles(_uploads, "*" + Temporary).Where(file => File.GetLastWriteTimeUtc(file) < _time.Now().AddDays(-1)))
            Discard(file);
    }

    // Never a reason to fail: somebody else may be tidying the same folder, or a late part be falling into it. The next sweep takes what is left.
    private static void Discard(string path)
    {
        try
        {
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
        catch (IOException) { }
    }

    private static bool IsGone(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;

    private string ObjectFile(string key) => Path.Combine(_objects, Checked(key));

    // A text that we never gave out as an id must not become a path: it names a folder that never exists.
    private string UploadFolder(string key, string uploadId) => Path.Combine(_uploads, UploadName(key, OurIds().IsMatch(uploadId) ? uploadId : "unknown"));

    private static string UploadName(string key, string id) => $"{Checked(key).Replace('/', '+')}+{id}";

    private static string Checked(string key) => SafeKeys().IsMatch(key) ? key : throw new ArgumentException("That is not a key of ours.", nameof(key));

    /// <summary>No segment begins with a dot, so none leads upwards or hides.</summary>
    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*\z")]
    private static partial Regex SafeKeys();

    [GeneratedRegex(@"^[0-9a-f]{32}\z")]
    private static partial Regex OurIds();

    /// <summary>In whole seconds, rounded up: what the URL says and what the caller is told are the same.</summary>
    private DateTime ExpiryOf(TimeSpan lifetime) =>
        DateTimeOffset.FromUnixTimeSeconds(new DateTimeOffset((_time.Now() + lifetime).AddMilliseconds(999)).ToUnixTimeSeconds()).UtcDateTime;

    private static async Task<T> OnDiskAsync<T>(Func<Task<T>> act)
    {
        try { return await act(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new StoreUnavailableException($"The disk store fails: {e.Message}", e); }
    }
}
