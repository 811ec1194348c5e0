namespace Concerto.Infrastructure.Audio;

/// <summary>
/// Temporary folders, one for each job, gone when the job is over. A process that was killed can't tidy up: whoever comes next sweeps
/// what it left. A held file lock tells the living from the dead; process ids would not (in a container everybody is number 1).
/// </summary>
public sealed class Workspace : IDisposable
{
    /// <summary>Others may pass but not look: the tools run as nobody, where the system allows, and know the names of their files.</summary>
    private const UnixFileMode Passable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly string folder;
    private readonly FileStream alive;

    public Workspace(string root)
    {
        root = Directory.CreateDirectory(root).FullName;
        Sweep(root);
        folder = Path.Combine(root, Path.GetRandomFileName());
        alive = Lock(folder + ".lock");
        MakeFolder(folder);
    }

    /// <summary>A folder with the recording in it, under the name <see cref="Job.Source"/>.</summary>
    public async Task<Job> OpenAsync(string sourcePath, CancellationToken ct)
    {
        var job = OpenEmpty();
        try
        {
            var source = Path.Combine(job.Folder, Job.Source);
            // A second name for the same bytes costs nothing; only where that can't be, or nobody could not read them, are they copied.
            if (!MayBeReadByOthers(sourcePath) || !Posix.TryLink(sourcePath, source))
            {
                await using var original = new FileStream(sourcePath, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan);
                await using var copy = new FileStream(source, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
                await original.CopyToAsync(copy, ct);
                if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(source, Job.ForAllToRead);
            }
            return job;
        }
        catch
        {
            job.Dispose();
            throw;
        }
    }

    public Job OpenEmpty() => new(MakeFolder(Path.Combine(folder, Path.GetRandomFileName())));

    public void Dispose()
    {
        Remove(folder);
        alive.Dispose();
    }

    /// <summary>Harmless when somebody was quicker.</summary>
    internal static void Remove(string folder)
    {
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // A job within it has just removed its own: once more, for the rest.
            }
        }
    }

    private static void Sweep(string root)
    {
        foreach (var claim in Directory.EnumerateFiles(root, "*.lock"))
        {
            try
            {
                using (Lock(claim))
                    Remove(Path.ChangeExtension(claim, null));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Its owner lives, or is somebody else.
            }
        }
    }

    private static FileStream Lock(string path) => new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    private static string MakeFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, Passable);
        return path;
    }

    private static bool MayBeReadByOthers(string path) =>
        !OperatingSystem.IsWindows() && File.GetUnixFileMode(path).HasFlag(UnixFileMode.OtherRead);
}

/// <summary>One job's folder. Tools are started in it and open their files by bare names: so nobody need not be able to reach it from the root.</summary>
public sealed class Job(string folder) : IDisposable
{
    public const string Source = "source";

    public const UnixFileMode ForAllToRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public string Folder { get; } = folder;

    /// <summary>Makes an empty file that nobody may write to, as nobody may make none in here.</summary>
    public string NewOutput(string name)
    {
        var path = Path.Combine(Folder, name);
        File.Create(path).Dispose();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, ForAllToRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        return path;
    }

    public void Dispose() => Workspace.Remove(Folder);
}
