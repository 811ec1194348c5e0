using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Concerto.Web.Features.Demo;

namespace Concerto.Tests.Demo;

public class RepertoireTests
{
    private static readonly IReadOnlyList<ScriptedSong> All = [.. Script.Projects.SelectMany(project => project.Songs)];

    public static TheoryData<string> Songs => [.. All.Select(song => song.Name)];

    [Fact]
    public void A_song_is_played_the_same_every_time_and_otherwise_with_another_seed()
    {
        Assert.Equal(Fingerprint(Repertoire.Intro), Fingerprint(Repertoire.Intro));
        Assert.NotEqual(Fingerprint(Repertoire.Intro), Fingerprint(Repertoire.Intro with { Seed = 99 }));
    }

    [Theory]
    [MemberData(nameof(Songs))]
    public void A_song_sounds_from_the_first_second_until_its_last_chord_has_rung_out(string name)
    {
        var piece = All.Single(song => song.Name == name).Piece;
        var levels = Levels(piece, seconds: 0.5);
        var last = (int)((piece.Form.Bar + Form.Ringing) / 0.5) + 1;

        Assert.InRange(piece.Form.Length, 40, 150);
        Assert.All(levels.SkipLast(last), level => Assert.InRange(level, -45, 0));
        Assert.True(levels[^1] < -45);
    }

    [Fact]
    public void Choruses_are_louder_than_verses_and_verses_than_the_intro()
    {
        var form = Repertoire.LastTrainHome.Form;
        var levels = Levels(Repertoire.LastTrainHome, form.Bar);
        double Of(string name) => levels.Skip((int)Math.Round(form.At(name) / 1000.0 / form.Bar)).Take(form.Named(name).Single().Section.Bars.Count).Average();

        Assert.True(Of("verse 1") > Of("intro") + 3);
        Assert.True(Of("chorus 1") > Of("verse 1") + 3);
        Assert.True(Of("break") < Of("chorus 2") - 3);
        Assert.True(Of("chorus 3") > Of("ending") + 3);
    }

    [Fact]
    public void Bars_and_beats_are_where_the_tempo_puts_them()
    {
        var form = new Form(120, new Section("verse", "Am F *2"), new Section("chorus", "C G"));

        Assert.Equal(8_000, form.At("chorus"));
        Assert.Equal(11_500, form.At("chorus", 2, 4));
        Assert.Equal(12 + Form.Ringing, form.Length);
        Assert.Throws<ArgumentException>(() => form.At("bridge"));
    }

    [Fact]
    public void Chords_are_voiced_close_to_where_the_hand_is()
    {
        Assert.Equal([52, 57, 60, 64], Chord.Parse("Am").NotesFrom(52).Take(4));
        Assert.Equal([53, 57, 60, 65], Chord.Parse("F").NotesFrom(52).Take(4));
        Assert.Equal(30, Chord.Parse("F#m7").RootFrom(28));
        Assert.Equal(69, Chord.Pitch("A4"));
    }

    [Fact]
    public void Notes_lie_within_what_they_are_about()
    {
        foreach (var song in All)
            foreach (var note in song.Versions.SelectMany(version => version.Notes))
            {
                Assert.InRange(note.At ?? 0, 0, song.Piece.Form.Length * 1000);
                Assert.InRange(note.To ?? int.MaxValue, (note.At ?? 0) + 1, int.MaxValue);
                Assert.All(note.Replies, reply => Assert.True(reply.Hours < note.Hours));
            }
    }

    private static string Fingerprint(Piece piece)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in piece.Perform()) hash.AppendData(MemoryMarshal.AsBytes(block.Span));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>How loud the stems are together, in dB, for each stretch of that length.</summary>
    private static List<double> Levels(Piece piece, double seconds)
    {
        var (levels, power, frames, stretch) = (new List<double>(), 0.0, 0, (int)(seconds * Band.SampleRate));
        foreach (var block in piece.Perform())
            for (var at = 0; at < block.Length; at += Band.Channels)
            {
                for (var ear = 0; ear < 2; ear++)
                {
                    var sample = 0f;
                    for (var stem = 0; stem < Band.Channels; stem += 2) sample += block.Span[at + stem + ear];
                    power += sample * sample / 2;
                }
                if (++frames < stretch) continue;
                levels.Add(10 * Math.Log10(power / frames + 1e-12));
                (power, frames) = (0, 0);
            }
        return levels;
    }
}
