using Concerto.Domain.Sharing;

namespace Concerto.Web.Features.Demo;

/// <param name="By">Who.</param>
/// <param name="Hours">How long ago.</param>
/// <param name="At">Milliseconds into the recording; null on the whole version and on replies.</param>
/// <param name="To">End of a range.</param>
/// <param name="ResolvedBy">Who ticked it off, soon after the last reply.</param>
public sealed record ScriptedNote(string By, double Hours, string Text, int? At = null, int? To = null, string? ResolvedBy = null, params IReadOnlyList<ScriptedNote> Replies);

/// <param name="File">Its extension decides the kind of recording.</param>
public sealed record ScriptedVersion(string Label, string By, double Hours, string File, Mix Mix, params IReadOnlyList<ScriptedNote> Notes);

public sealed record ScriptedSong(string Name, Piece Piece, params IReadOnlyList<ScriptedVersion> Versions);

/// <summary>Somebody who has no account yet.</summary>
public sealed record ScriptedInvite(string Email, Role Role, string Message);

public sealed record ScriptedProject(string Name, string Owner, IReadOnlyDictionary<string, Role> Shares, params IReadOnlyList<ScriptedSong> Songs)
{
    public ScriptedInvite? Invite { get; init; }
}

/// <summary>Who is in the demo, what they work on, and what they say about it. The times of the notes come from the songs' bars.</summary>
public static class Script
{
    public const string Mira = "Mira", Jonas = "Jonas", Sam = "Sam";

    public static readonly IReadOnlyList<string> People = [Mira, Jonas, Sam];

    /// <summary>Of all three. Known to everybody who can read this, as the verb says.</summary>
    public const string Password = "lanterns hum past midnight";

    // Voices that stay in one place, whatever they sing.
    private const string Levelled = "acompressor=threshold=-26dB:ratio=4:attack=8:release=120:makeup=2,highpass=f=140";
    private const string Slap = "aecho=1:1:140|290:0.22|0.1";
    private const string Safe = "alimiter=limit=0.8:level=disabled";

    public static string EmailOf(string person) => $"{person.ToLowerInvariant()}@example.com";

    public static IReadOnlyList<ScriptedProject> Projects { get; } = [NightBus(), KettleSpot(), SlowLetters()];

    private static ScriptedProject NightBus()
    {
        var train = Repertoire.LastTrainHome.Form;
        var glass = Repertoire.Glasshouse.Form;
        var intro = Repertoire.Intro.Form;
        return new("Night Bus", Mira, new Dictionary<string, Role> { [Jonas] = Role.Editor, [Sam] = Role.Commenter },
            new("Intro", Repertoire.Intro,
                new ScriptedVersion("first sketch", Mira, 147, "01 Intro sketch.aiff", new($"volume=-4dB,{Safe}", Room: "volume=4dB", Voice: $"volume=-2dB,{Slap}"),
                    new ScriptedNote(Sam, 141, "This already smells of rain. Don’t add anything.", intro.At("together")),
                    new ScriptedNote(Jonas, 122, "The cymbal comes out of nowhere. Could it swell from here instead?", intro.At("swell", 2), intro.At("swell", 3, 2)))),
            new("Glasshouse", Repertoire.Glasshouse,
                new ScriptedVersion("piano up", Mira, 98, "04 Glasshouse - piano up.flac", new($"volume=-1dB,{Safe}", Drums: "volume=4dB", Voice: Levelled, Room: "volume=1dB"),
                    new ScriptedNote(Sam, 90, "Goosebumps.", glass.At("verse", 3, 2)),
                    new ScriptedNote(Jonas, 76, "Bass and kick fight over the same spot all through here. I’d shorten the bass notes.", glass.At("verse", 1), glass.At("verse", 5), null,
                        new ScriptedNote(Mira, 75, "Try it, I’ll send you the stems tonight.")),
                    new ScriptedNote(Mira, 71, "Too big a step into the chorus? I can’t tell any more.", glass.At("chorus"), null, Mira,
                        new ScriptedNote(Sam, 69, "The step is the song."),
                        new ScriptedNote(Jonas, 68, "What Sam says.")))),
            new("Last Train Home", Repertoire.LastTrainHome,
                new ScriptedVersion("rough mix", Mira, 140, "Last Train Home (rough).mp3",
                    new($"volume=-6dB,{Safe}", Drums: "volume=3.5dB", Voice: $"volume=-1.5dB,{Slap}", Room: "volume=5dB", SampleRate: 44_100),
                    new ScriptedNote(Sam, 138, "The snare hides the vocal here.", train.At("chorus 1"), train.At("chorus 1", 5), Jonas,
                        new ScriptedNote(Jonas, 120, "Down 1.5 dB in the next one, and the voice gets a compressor."),
                        new ScriptedNote(Sam, 119, "Thanks! Everything else can stay.")),
                    new ScriptedNote(Jonas, 121, "Too much room on her. I want to sit at the same table.", train.At("verse 1", 3), null, Mira),
                    new ScriptedNote(Mira, 118, "Is the break two bars too long?", train.At("break", 3), null, null,
                        new ScriptedNote(Sam, 117, "No! It’s the one place where I breathe out. Leave it.")),
                    new ScriptedNote(Sam, 116, "This is the single. I’ve been humming it since the bus.")),
                new ScriptedVersion("less reverb", Jonas, 70, "Last Train Home v2 less reverb.wav",
                    new($"volume=-2dB,{Safe}", Drums: "volume=2dB", Voice: Levelled, Room: "volume=-4dB,highpass=f=200"),
                    new ScriptedNote(Mira, 66, "Now I believe every word.", train.At("verse 1", 1, 3)),
                    new ScriptedNote(Sam, 50, "The harmony on the right could come up a little.", train.At("chorus 2"), train.At("chorus 2", 4), null,
                        new ScriptedNote(Mira, 49, "Half a dB or a whole one?"),
                        new ScriptedNote(Sam, 48, "Start with one.")),
                    new ScriptedNote(Jonas, 47, "Does the fill rush, or is it me?", train.At("break", 4, 3), null, Mira,
                        new ScriptedNote(Mira, 46, "It’s me, and I like it.")),
                    new ScriptedNote(Mira, 45, "Let the last chord ring until it is really gone.", train.At("ending", 2))),
                new ScriptedVersion("master, louder", Jonas, 22, "Last Train Home v3 master.wav",
                    new("equalizer=f=250:t=q:w=1:g=-2,treble=g=2.5:f=7000,acompressor=threshold=-18dB:ratio=2:attack=25:release=160:makeup=1.5,volume=2.5dB,alimiter=limit=0.99:attack=1:release=40:level=disabled",
                        Drums: "volume=2.5dB", Voice: Levelled, Room: "volume=-4dB,highpass=f=200"),
                    new ScriptedNote(Jonas, 21.9, "A compressor and a limiter later. @Mira, compare it with v2 at the same loudness before you decide."),
                    new ScriptedNote(Mira, 20, "It spits on every crash, first one here. Are we over?", train.At("chorus 1"), null, null,
                        new ScriptedNote(Jonas, 19, "The true peak is, yes. I’ll take the limiter down to −1.")),
                    new ScriptedNote(Sam, 5, "Where did the quiet intro go? On v2 I leaned in.", train.At("intro"), train.At("verse 1")),
                    new ScriptedNote(Mira, 2, "The last chorus, though!", train.At("chorus 3", 6)))));
    }

    private static ScriptedProject KettleSpot()
    {
        var kettle = Repertoire.Kettle.Form;
        return new("Kettle spot", Mira, new Dictionary<string, Role> { [Jonas] = Role.Editor },
            new ScriptedSong("Radio", Repertoire.Kettle,
                new ScriptedVersion("for the client", Mira, 30, "kettle_radio_CLIENT.m4a",
                    new($"acompressor=threshold=-16dB:ratio=2,{Safe}", Drums: "volume=3dB", Voice: Levelled, Room: "volume=-5dB"),
                    new ScriptedNote(Jonas, 28, "Their name has to land exactly on this downbeat.", kettle.At("logo"), null, Mira,
                        new ScriptedNote(Mira, 27, "Moved it. It does now.")),
                    new ScriptedNote(Jonas, 26, "The snare roll wants to be a bar shorter, else the voice-over has no room.", kettle.At("build", 4), kettle.At("logo")),
                    new ScriptedNote(Mira, 25, "And stop dead here, please. No tail on radio.", kettle.At("button", 1, 3)))))
        {
            Invite = new("priya@kettle.example", Role.Commenter, "This is the one for radio. Tell us at the second where it should land."),
        };
    }

    private static ScriptedProject SlowLetters()
    {
        var harbour = Repertoire.Harbour.Form;
        var letters = Repertoire.Letters.Form;
        return new("Slow Letters", Jonas, new Dictionary<string, Role> { [Mira] = Role.Commenter, [Sam] = Role.Editor },
            new("Theme", Repertoire.Letters,
                new ScriptedVersion("tune and bed", Jonas, 52, "Slow Letters theme.wav", new($"volume=-1dB,{Safe}", Drums: "volume=3dB", Voice: $"{Levelled},volume=-4dB", Room: "volume=-4dB", SampleRate: 44_100),
                    new ScriptedNote(Sam, 44, "I start to speak here, so it can drop another 3 dB.", letters.At("under the voice"), letters.At("out")),
                    new ScriptedNote(Mira, 43, "Lovely. Who is humming?", letters.At("tune", 2), null, null, new ScriptedNote(Jonas, 42, "A saw wave with a cold.")))),
            new("Episode 4: The Harbour", Repertoire.Harbour,
                new ScriptedVersion("guitar bed", Jonas, 29, "SL04 harbour guitar.mp3", new($"volume=4dB,{Safe},pan=mono|c0=0.5*c0+0.5*c1", Room: "volume=-3dB", SampleRate: 44_100),
                    new ScriptedNote(Mira, 24, "One microphone was the right decision.", harbour.At("theme", 3)),
                    new ScriptedNote(Sam, 12, "I’d cut from here to the theme: the letter is shorter than we thought.", harbour.At("story", 5), harbour.At("theme again"), null,
                        new ScriptedNote(Jonas, 11, "Fine, I’ll bounce it again tomorrow.")),
                    new ScriptedNote(Mira, 10, "A string buzzes. Keep it.", harbour.At("high", 2, 3), null, Jonas))));
    }
}
