using System.Globalization;
using static Concerto.Web.Features.Demo.Oscillators;

namespace Concerto.Web.Features.Demo;

/// <summary>
/// Plays a song: the parts are written down section by section, then performed as one stream, so that memory stays flat however long the song is.
/// Nobody plays like a machine: hits are a little early, late, loud or soft, but with the same seed always in the same way.
/// </summary>
public sealed class Band(Form form, int seed)
{
    /// <summary>What <see cref="Perform"/> gives for each moment: drums, instruments, voice and the room that they stand in, each left and right.</summary>
    public const int Channels = 8;

    /// <summary>Moments a second.</summary>
    public const int SampleRate = Rate;

    private enum Stem { Drums = 0, Instruments = 2, Voice = 4 }

    private const int StepsPerBar = 16;

    private readonly Random _random = new(seed);
    private readonly List<Note> _notes = [];

    /// <param name="Level">Of the dry sound.</param>
    /// <param name="Pan">−1 left to 1 right.</param>
    /// <param name="Send">How much of it goes into the room.</param>
    private sealed record Note(long Start, IEnumerable<float> Sound, Stem Stem, float Level, float Pan, float Send);

    /// <summary>
    /// Patterns of sixteenths, repeated: X hard, x normal, o soft. Lines are “kick x...”, “snare”, “hat”, “open”, “shaker”, “crash”.
    /// </summary>
    public Band Drums(string sections, float level, params string[] lines)
    {
        foreach (var line in lines)
        {
            var (drum, pattern) = line.Split(' ') is [var name, var steps] ? (name, steps) : throw new ArgumentException(line, nameof(lines));
            foreach (var (at, hit) in Hits(sections, pattern))
            {
                var strength = level * Human(hit switch { 'X' => 1f, 'x' => 0.78f, _ => 0.36f }, 0.12f);
                var (sound, pan, send) = drum switch
                {
                    "kick" => (Instruments.Kick(), 0f, 0.02f),
                    "snare" => (Instruments.Snare(Split()), 0.05f, 0.28f),
                    "hat" => (Instruments.Cymbal(Split(), 0.07f), 0.3f, 0.04f),
                    "open" => (Instruments.Cymbal(Split(), 0.35f), 0.3f, 0.08f),
                    "shaker" => (Instruments.Shaker(Split()), -0.4f, 0.1f),
                    "crash" => (Instruments.Cymbal(Split(), 2.4f), -0.25f, 0.25f),
                    _ => throw new ArgumentException(drum, nameof(lines)),
                };
                Play(at, sound, Stem.Drums, strength * (drum switch { "kick" => 0.85f, "snare" => 0.55f, "crash" => 0.3f, "open" => 0.2f, _ => 0.24f }), pan, send);
            }
        }
        return this;
    }

    /// <summary>Sixteenths: 1 the root, 5 the fifth above, 8 the octave, a dot lets it ring, a dash is silence.</summary>
    public Band Bass(string sections, float level, string pattern)
    {
        foreach (var (at, length, figure, chord) in Figures(sections, pattern))
            Play(at, Instruments.Bass(Hertz(chord.RootFrom(28) + (figure switch { '5' => 7, '8' => 12, _ => 0 })), length * 0.92f), Stem.Instruments, Human(0.5f, 0.06f) * level, 0, 0.02f);
        return this;
    }

    /// <param name="brightness">In hertz: how far the filter opens.</param>
    public Band Pad(string sections, float level, float brightness, int lowest = 53)
    {
        foreach (var (bar, at) in Bars(sections))
            foreach (var (i, pitch) in bar.NotesFrom(lowest).Take(4).Index())
                Play(at, Instruments.Pad(Hertz(pitch), (float)form.Bar - 0.1f, brightness, _random.NextSingle()), Stem.Instruments, 0.1f * level, -0.6f + 0.4f * i, 0.5f);
        return this;
    }

    /// <summary>Sixteenths: 1 to 9 are the chord's notes from the lowest pitch upwards, 0 its root in the bass.</summary>
    /// <param name="warmth">As for <see cref="Instruments.String"/>.</param>
    public Band Guitar(string sections, float level, float warmth, string pattern, int lowest = 52, float pan = 0.25f)
    {
        foreach (var (at, length, figure, chord) in Figures(sections, pattern))
        {
            var pitch = figure == '0' ? chord.RootFrom(40) : chord.NotesFrom(lowest).ElementAt(figure - '1');
            Play(at, Instruments.String(Hertz(pitch), Math.Max(length, (float)form.Bar * 0.75f), figure == '0' ? 1 : warmth, Split()), Stem.Instruments,
                0.34f * level * Human(figure == '0' ? 1.15f : 0.9f, 0.15f), figure == '0' ? pan * 0.5f : pan, 0.22f);
        }
        return this;
    }

    /// <summary>Whole chords on an electric piano at the pattern's hits.</summary>
    public Band Keys(string sections, float level, string pattern, int lowest = 55)
    {
        foreach (var (at, length, hit, chord) in Figures(sections, pattern))
            foreach (var (i, pitch) in chord.NotesFrom(lowest).Take(4).Index())
                Play(at + i * 0.006, Instruments.Keys(Hertz(pitch), length, hit == 'X' ? 1 : 0.55f), Stem.Instruments, 0.13f * level * Human(1, 0.08f), -0.35f + 0.1f * i, 0.25f);
        return this;
    }

    /// <summary>A tune of eighths, “E4/3 G4 -/2” (no number is one; a dash is a breath); a bar line is for the eye. It starts again if the section is longer.</summary>
    public Band Sing(string sections, float level, string tune, int transpose = 0, float pan = 0, string vowels = "0102")
    {
        var eighth = form.Beat / 2;
        foreach (var (section, start) in form.Named(sections))
        {
            var (at, end, sung) = (start, start + section.Bars.Count * form.Bar - 0.01, 0);
            var phrase = new List<Instruments.Sung>();
            var tokens = tune.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries);
            for (var i = 0; at < end; i = (i + 1) % tokens.Length)
            {
                var (note, length) = tokens[i].Split('/') is [var pitch, var count] ? (pitch, int.Parse(count, CultureInfo.InvariantCulture) * eighth) : (tokens[i], eighth);
                if (note == "-") Breathe();
                else phrase.Add(new((float)(at + Lateness()), (float)length, Hertz(Chord.Pitch(note) + transpose), vowels[sung++ % vowels.Length] - '0'));
                at += length;
            }
            Breathe();

            void Breathe()
            {
                if (phrase is not [var first, ..]) return;
                Play(first.At, Instruments.Voice([.. phrase.Select(note => note with { At = note.At - first.At })], Split()), Stem.Voice, 0.2f * level, pan, 0.35f);
                phrase.Clear();
            }
        }
        return this;
    }

    /// <summary>The whole song in blocks of interleaved samples (<see cref="Channels"/> of them a moment). The block is reused.</summary>
    public IEnumerable<ReadOnlyMemory<float>> Perform()
    {
        const int Frames = 2048;
        var (block, sends, room) = (new float[Frames * Channels], new float[Frames], new Room());
        var (waiting, sounding) = (new Queue<Note>(_notes.OrderBy(note => note.Start)), new List<(Note Note, IEnumerator<float> Sound)>());
        var length = (long)(form.Length * Rate);
        for (long at = 0; at < length; at += Frames)
        {
            Array.Clear(block);
            Array.Clear(sends);
            while (waiting.TryPeek(out var next) && next.Start < at + Frames) sounding.Add((waiting.Dequeue(), next.Sound.GetEnumerator()));
            sounding.RemoveAll(note => !Add(note.Note, note.Sound, (int)Math.Max(0, note.Note.Start - at), block, sends));
            for (var i = 0; i < Frames; i++) (block[i * Channels + 6], block[i * Channels + 7]) = room.Next(sends[i]);
            yield return block.AsMemory(0, (int)Math.Min(Frames, length - at) * Channels);
        }
    }

    /// <returns>Whether the note goes on after this block.</returns>
    private static bool Add(Note note, IEnumerator<float> sound, int from, float[] block, float[] sends)
    {
        // Equal power: as loud at the side as in the middle.
        var (sin, cos) = MathF.SinCos((note.Pan + 1) * MathF.PI / 4);
        for (var i = from; i < sends.Length; i++)
        {
            if (!sound.MoveNext()) return false;
            var sample = sound.Current * note.Level;
            block[i * Channels + (int)note.Stem] += cos * sample;
            block[i * Channels + (int)note.Stem + 1] += sin * sample;
            sends[i] += note.Send * sample;
        }
        return true;
    }

    private void Play(double at, IEnumerable<float> sound, Stem stem, float level, float pan, float send) =>
        _notes.Add(new(Math.Max(0, (long)((at + Lateness()) * Rate)), sound, stem, level, pan, send));

    private IEnumerable<(Chord Chord, double At)> Bars(string sections) =>
        form.Named(sections).SelectMany(named => named.Section.Bars.Select((chord, bar) => (chord, named.Start + bar * form.Bar)));

    private IEnumerable<(double At, char Hit)> Hits(string sections, string pattern) =>
        from named in form.Named(sections)
        from step in Enumerable.Range(0, named.Section.Bars.Count * StepsPerBar)
        let hit = pattern[step % pattern.Length]
        where hit is not '.' and not '-'
        select (named.Start + step * form.Beat / 4, hit);

    private IEnumerable<(double At, float Length, char Figure, Chord Chord)> Figures(string sections, string pattern) =>
        from named in form.Named(sections)
        from step in Enumerable.Range(0, named.Section.Bars.Count * StepsPerBar)
        let figure = pattern[step % pattern.Length]
        where figure is not '.' and not '-'
        let ringing = Enumerable.Range(1, StepsPerBar).TakeWhile(n => n == 1 || pattern[(step + n - 1) % pattern.Length] == '.').Count()
        select (named.Start + step * form.Beat / 4, (float)(ringing * form.Beat / 4), figure, named.Section.Bars[step / StepsPerBar]);

    private float Human(float strength, float variation) => strength * (1 + variation * _random.Noise());

    private double Lateness() => 0.004 * _random.Noise();

    /// <summary>Notes sound at the same time, so each gets its own chance.</summary>
    private Random Split() => new(_random.Next());
}
