namespace Concerto.Infrastructure.Audio;

/// <summary>Where and within which bounds recordings are analysed. The defaults suit the limits that the product promises.</summary>
public sealed record AudioOptions
{
    /// <summary>A folder of its own for temporary files, best on the file system that recordings are on: then nothing is copied.</summary>
    public required string TempDirectory { get; init; }

    /// <summary>Name on the PATH, or an absolute path.</summary>
    public string Ffmpeg { get; init; } = "ffmpeg";

    /// <summary>Name on the PATH, or an absolute path.</summary>
    public string Ffprobe { get; init; } = "ffprobe";

    /// <summary>What is longer is refused.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(4);

    /// <summary>Of one run of a tool, by the clock and in CPU seconds alike. Four hours take ffmpeg some six minutes on a slow machine.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);
}
