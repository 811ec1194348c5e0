namespace Concerto.Web.Features.Analysis;

/// <summary>Where recordings are worked on: a folder of this process, with one beneath it for each piece of work, removed with it. What a killed process left is removed by the next start.</summary>
public sealed class WorkFolder
{
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(12);

    private readonly string _root;

    public WorkFolder(string root, TimeProvider time)
    {
        _root = Directory.CreateDirectory(root).FullName;
        foreach (var left in new DirectoryInfo(_root).EnumerateDirectories())
            if (time.GetUtcNow() - left.LastWriteTimeUtc > Abandoned) left.Delete(recursive: true);
    }

    public Work New() => new(Directory.CreateDirectory(Path.Combine(_root, Guid.CreateVersion7().ToString("n"))).FullName);

    /// <summary>One piece of work's folder.</summary>
    public sealed class Work(string path) : IDisposable
    {
        public string File(string name) => Path.Combine(path, name);

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
