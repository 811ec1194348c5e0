namespace Concerto.Domain.Audio;

public static class Containers
{
    /// <summary>The type that browsers are told before the recording has been measured, from the container that its first bytes show.</summary>
    public static string ContentTypeOf(string container) => container switch
    {
        "wav" or "w64" => "audio/wav",
        "aiff" => "audio/aiff",
        "caf" => "audio/x-caf",
        "flac" => "audio/flac",
        "mp3" => "audio/mpeg",
        "mov" => "audio/mp4",
        "ogg" => "audio/ogg",
        "aac" => "audio/aac",
        _ => "application/octet-stream",
    };
}
