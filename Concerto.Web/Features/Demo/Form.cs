using System.Globalization;

namespace Concerto.Web.Features.Demo;

/// <summary>A part of a song and its harmony, one chord a bar: <c>"Am F C G"</c>; <c>*2</c> at the end plays them twice.</summary>
public sealed record Section(string Name, string Harmony)
{
    public IReadOnlyList<Chord> Bars { get; } = Read(Harmony);

    private static List<Chord> Read(string harmony) => harmony.Split('*') is [var once, var times]
        ? [.. Enumerable.Repeat(Read(once), int.Parse(times, CultureInfo.InvariantCulture)).SelectMany(bars => bars)]
        : [.. harmony.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Chord.Parse)];
}

/// <summary>How a song goes: its sections one after the other, four beats a bar. It knows where in the recording each bar falls, for the players and for the notes alike.</summary>
/// <param name="Tempo">In beats a minute.</param>
public sealed record Form(double Tempo, params IReadOnlyList<Section> Sections)
{
    private const int BeatsPerBar = 4;

    /// <summary>How long the last chord rings on, in seconds.</summary>
    public const double Ringing = 3;

    public double Beat => 60 / Tempo;
    public double Bar => BeatsPerBar * Beat;

    /// <summary>In seconds.</summary>
    public double Length => Sections.Sum(section => section.Bars.Count) * Bar + Ringing;

    /// <summary>Where the section's bar and beat (both from 1) are, in milliseconds from the start.</summary>
    public int At(string section, int bar = 1, double beat = 1) => (int)((StartOf(section) + (bar - 1) * Bar + (beat - 1) * Beat) * 1000);

    /// <summary>The sections whose name begins so (“chorus” is each chorus), with their start in seconds.</summary>
    public IEnumerable<(Section Section, double Start)> Named(string beginning) =>
        Sections.Where(section => section.Name.StartsWith(beginning, StringComparison.Ordinal)).Select(section => (section, StartOf(section.Name)));

    private double StartOf(string name) => Sections.Any(section => section.Name == name)
        ? Sections.TakeWhile(section => section.Name != name).Sum(section => section.Bars.Count) * Bar
        : throw new ArgumentException($"There is no “{name}”.", nameof(name));
}

/// <summary>Pitches are MIDI numbers: 60 is middle C, 12 an octave.</summary>
public sealed record Chord(int Root, IReadOnlyList<int> Intervals)
{
    private static readonly Dictionary<string, int[]> Kinds = new()
    {
        [""] = [0, 4, 7], ["m"] = [0, 3, 7], ["7"] = [0, 4, 7, 10], ["m7"] = [0, 3, 7, 10], ["maj7"] = [0, 4, 7, 11], ["sus2"] = [0, 2, 7], ["add9"] = [0, 4, 7, 14],
    };

    public static Chord Parse(string text)
    {
        var letters = text.Length > 1 && text[1] is '#' or 'b' ? 2 : 1;
        return new(PitchClass(text[..letters]), Kinds[text[letters..]]);
    }

    /// <summary>“A4”, “F#3”.</summary>
    public static int Pitch(string note) => PitchClass(note[..^1]) + 12 * (note[^1] - '0' + 1);

    /// <summary>The root at or above the pitch.</summary>
    public int RootFrom(int lowest) => lowest + Mod(Root - lowest);

    /// <summary>The chord's notes from the pitch upwards, endlessly: close voicings, so that one chord leads into the next.</summary>
    public IEnumerable<int> NotesFrom(int lowest)
    {
        for (var pitch = lowest; ; pitch++)
            if (Intervals.Any(interval => Mod(Root + interval - pitch) == 0)) yield return pitch;
    }

    private static int PitchClass(string name) => "C D EF G A B".IndexOf(name[0], StringComparison.Ordinal) + (name[1..] switch { "#" => 1, "b" => -1, _ => 0 });

    private static int Mod(int semitones) => (semitones % 12 + 12) % 12;
}
