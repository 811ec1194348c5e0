namespace Concerto.Tests.Audio;

/// <summary>Real recordings out of Debian's packages, as eng/install music brings them.</summary>
internal static class Music
{
    /// <summary>MP3 in joint stereo at 22.05 kHz, mastered hot: a minute or two each.</summary>
    public static string Song { get; } = Find("/usr/share/games/asc/music/frontiers.mp3");

    /// <summary>Everything, in the formats it comes in.</summary>
    public static IEnumerable<string> All =>
    [
        Song,
        Find("/usr/share/games/asc/music/machine_wars.mp3"),
        Find("/usr/share/hydrogen/data/drumkits/GMRockKit/24Ride-5.wav"),
        Find("/usr/share/hydrogen/data/drumkits/GMRockKit/Crash-Hard.wav"),
        Find("/usr/share/sounds/freedesktop/stereo/alarm-clock-elapsed.oga"),
        Find("/usr/share/sounds/freedesktop/stereo/phone-incoming-call.oga"),
    ];

    private static string Find(string path) => File.Exists(path) ? path : throw new FileNotFoundException("Real music is missing. To get it: eng/install music", path);
}
