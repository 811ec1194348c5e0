namespace Concerto.Web.Features.Demo;

/// <summary>A song: its form, and what the band plays.</summary>
public sealed record Piece(Form Form, Action<Band> Arrangement, int Seed)
{
    /// <summary>The same at each performance; see <see cref="Band.Perform"/>.</summary>
    public IEnumerable<ReadOnlyMemory<float>> Perform()
    {
        var band = new Band(Form, Seed);
        Arrangement(band);
        return band.Perform();
    }
}

/// <summary>What the demo's people are working on.</summary>
public static class Repertoire
{
    /// <summary>Indie pop with a voice; quiet verses, loud choruses, a break before the last of them.</summary>
    public static Piece LastTrainHome { get; } = new(
        new(108,
            new("intro", "Am F C G"), new("verse 1", "Am F C G *2"), new("chorus 1", "F C G Am *2"), new("verse 2", "Am F C G *2"), new("chorus 2", "F C G Am *2"),
            new("break", "Dm7 Am F G"), new("chorus 3", "F C G Am *2"), new("ending", "F Am")),
        band =>
        {
            const string Verse = "- - E4 E4 G4 A4/2 G4 | E4 D4 C4/4 -/2 | -/2 E4 E4 G4 G4 E4 D4 | D4/5 -/3 | -/2 A4 A4 B4 C5/2 B4 | A4/2 G4 A4/3 -/2 | - G4 G4 A4 G4 E4 D4 E4 | D4/6 -/2";
            const string Chorus = "C5/3 A4 C5/2 D5/2 | E5/4 D5 C5 -/2 | B4/3 G4 B4/2 D5/2 | C5/2 B4 A4/3 -/2 | C5/3 A4 C5/2 D5/2 | E5/3 G5/3 E5/2 | D5/2 E5 D5 B4/2 G4/2 | A4/6 -/2";
            const string Harmony = "A4/3 F4 A4/2 A4/2 | G4/4 G4 E4 -/2 | G4/3 D4 G4/2 G4/2 | E4/2 E4 E4/3 -/2 | A4/3 F4 A4/2 A4/2 | G4/3 C5/3 G4/2 | B4/2 B4 B4 G4/2 D4/2 | E4/6 -/2";
            band.Guitar("intro", 0.55f, 0.5f, "0.1.2.3.0.4.3.2.")
                .Pad("intro", 0.5f, 700)
                .Drums("verse", 0.6f, "kick X.....x...x.....", "snare ....x.......x...", "hat x.o.x.o.x.o.x.oo")
                .Drums("verse 2", 0.5f, "shaker o.x.o.x.o.x.o.x.")
                .Bass("verse", 0.75f, "1.....1...1...5.")
                .Guitar("verse", 0.6f, 0.4f, "0.1.3.2.0.4.2.3.")
                .Pad("verse 2", 0.45f, 800)
                .Sing("verse", 0.72f, Verse, vowels: "012031")
                .Drums("chorus", 1, "kick X...x.x...X.x...", "snare ....X.......X..o", "hat x.x.x.x.x.x.x.x.", "open ..............x.")
                .Drums("chorus", 1, "crash X" + new string('.', 8 * 16 - 1))
                .Bass("chorus", 1.05f, "1.1.1.1.8.1.5.1.")
                .Guitar("chorus", 0.8f, 0.1f, "1.3.5.3.4.3.5.6.", pan: -0.5f)
                .Guitar("chorus", 0.7f, 0.2f, "0...2...4...3...", pan: 0.55f)
                .Pad("chorus", 1.1f, 2200)
                .Keys("chorus", 0.8f, "X.....x...x.....")
                .Sing("chorus", 1, Chorus)
                .Sing("chorus 3", 0.55f, Harmony, pan: -0.45f).Sing("chorus 2", 0.4f, Harmony, pan: 0.45f)
                .Keys("break", 0.75f, "X.......x.......")
                .Pad("break", 0.6f, 600)
                .Sing("break", 0.55f, "A4/6 -/2 | C5/4 B4 A4 -/2 | A4/6 -/2 | B4/3 C5 D5/4", vowels: "3")
                .Drums("break", 0.7f, "snare " + new string('.', 3 * 16 + 8) + "ooxxxxXX", "kick X" + new string('.', 31))
                .Guitar("ending", 0.6f, 0.5f, "0.1.2.3.4...............................")
                .Pad("ending", 0.6f, 600).Bass("ending", 0.8f, "1...............").Drums("ending", 0.9f, "kick X" + new string('.', 31), "crash X" + new string('.', 31));
        }, 1);

    /// <summary>Slow and wide: electric piano, a bass, brushes, and a swell towards the end.</summary>
    public static Piece Glasshouse { get; } = new(
        new(74, new("intro", "Fmaj7 Em7 Dm7 Cmaj7"), new("verse", "Fmaj7 Em7 Dm7 Cmaj7 *2"), new("chorus", "Am7 Fmaj7 Cmaj7 G *2"), new("ending", "Fmaj7 Em7 Dm7 Cmaj7")),
        band => band
            .Keys("intro", 0.8f, "X.....x.........")
            .Keys("verse", 0.85f, "X.....x...x.....")
            .Drums("verse", 0.45f, "kick X.......x.x.....", "snare ....o.......o..o", "shaker x.oox.oox.oox.oo")
            .Bass("verse", 0.75f, "1.......5.1...--")
            .Pad("verse", 0.45f, 700, 48)
            .Sing("verse", 0.6f, "-/2 E5/2 D5 C5 A4/2 | B4/4 G4/2 -/2 | -/2 A4/2 C5 D5 C5/2 | B4/2 G4/4 -/2", vowels: "1303")
            .Drums("chorus", 0.85f, "kick X.....x...X.....", "snare ....X.......X...", "hat x.o.x.o.x.o.x.o.", "crash X" + new string('.', 8 * 16 - 1))
            .Bass("chorus", 1, "1.....1.8...5.1.")
            .Keys("chorus", 1, "X...x...X...x.x.")
            .Pad("chorus", 1.1f, 1800, 48)
            .Guitar("chorus", 0.5f, 0.2f, "1.3.5.4.6.5.3.4.", 60, -0.5f)
            .Sing("chorus", 0.85f, "E5/3 D5 C5/2 E5/2 | A4/4 C5/2 -/2 | G5/3 E5 D5/2 C5/2 | D5/6 -/2", vowels: "0010")
            .Keys("ending", 0.6f, "X...............").Pad("ending", 0.5f, 500, 48), 2);

    /// <summary>How the album begins: strings in a large room, no beat.</summary>
    public static Piece Intro { get; } = new(
        new(66, new("alone", "Am F"), new("together", "Am F C G"), new("swell", "Dm7 F Am Am"), new("gone", "Am")),
        band => band
            .Guitar("alone", 0.7f, 0.6f, "0...1...3...2...")
            .Guitar("together", 0.8f, 0.5f, "0.1.3.2.4.3.2.3.").Pad("together", 0.7f, 600, 45)
            .Guitar("swell", 1, 0.2f, "1.3.5.4.6.5.4.3.", 57, -0.4f).Guitar("swell", 0.9f, 0.5f, "0...4...0...5...").Pad("swell", 1.5f, 1900, 45)
            .Sing("swell", 0.7f, "D5/8 | C5/4 A4/3 - | E5/8 | A4/6 -/2", vowels: "30")
            .Drums("swell", 0.7f, "crash " + new string('.', 32) + "X" + new string('.', 31), "kick " + new string('.', 32) + "X" + new string('.', 31))
            .Guitar("gone", 0.5f, 0.8f, "0.1.3..........."), 3);

    /// <summary>An advertisement: bright, quick, over before the kettle boils.</summary>
    public static Piece Kettle { get; } = new(
        new(124, new("hook", "D G D A *2"), new("build", "Bm G D A"), new("logo", "D G Bm A *2"), new("button", "D")),
        band => band
            .Guitar("hook", 0.9f, 0.1f, "1.3.2.3.1.3.4.3.", 62).Drums("hook", 0.6f, "kick x...x...x...x...", "shaker x.oxx.oxx.oxx.ox")
            .Guitar("build", 0.9f, 0.1f, "1.3.2.3.1.3.4.3.", 62).Bass("build", 0.8f, "1..1..1.1..1..5.")
            .Drums("build", 0.8f, "kick X...X...X...X...", "shaker x.oxx.oxx.oxx.ox", "snare " + new string('.', 3 * 16) + "o.o.o.o.xxxxXXXX")
            .Drums("logo", 1, "kick X...X...X...X...", "snare ....X.......X...", "hat ..X...X...X...X.", "shaker x.oxx.oxx.oxx.ox", "crash X" + new string('.', 63))
            .Bass("logo", 1, "1..1..1.8..8..5.").Keys("logo", 1, "X..x..x.X..x..x.", 57).Guitar("logo", 0.9f, 0.1f, "1.3.2.3.1.3.4.3.", 62, -0.4f).Pad("logo", 0.7f, 2400, 57)
            .Sing("logo", 0.9f, "F#5/2 A5/2 F#5 E5 D5/2 | B4/2 D5/4 -/2 | F#5/2 A5/2 F#5 E5 D5/2 | E5/6 -/2", vowels: "0003")
            .Drums("button", 1, "kick X...............", "crash X...............").Keys("button", 1, "X...............", 57).Bass("button", 1, "1......."), 4);

    /// <summary>One guitar, played with the fingers, in front of one microphone.</summary>
    public static Piece Harbour { get; } = new(
        new(82, new("theme", "G D Em C *2"), new("story", "C G Am D *2"), new("theme again", "G D Em C *2"), new("high", "Em C G D *2"), new("home", "G C D G"), new("last", "G")),
        band => band
            .Guitar("theme", 0.85f, 0.5f, "0.3.2.4.0.3.5.4.", pan: 0).Guitar("theme again", 0.45f, 0.3f, "....6.......7...", pan: 0)
            .Guitar("story", 0.55f, 0.7f, "0...2.3.0...4.3.", pan: 0)
            .Guitar("high", 1.05f, 0.25f, "0.5.4.6.0.5.7.6.", pan: 0)
            .Guitar("home", 0.7f, 0.5f, "0.3.2.4.0.3.5.4.", pan: 0)
            .Guitar("last", 0.8f, 0.6f, "0.2.3.4.5.......", pan: 0), 5);

    /// <summary>The show's signature tune.</summary>
    public static Piece Letters { get; } = new(
        new(96, new("call", "C Am"), new("tune", "C Am F G *2"), new("under the voice", "F G C Am"), new("out", "C")),
        band => band
            .Guitar("call", 0.8f, 0.3f, "0.2.3.4.5.4.3.4.")
            .Guitar("tune", 0.85f, 0.3f, "0.2.3.4.5.4.3.4.").Bass("tune", 0.85f, "1.....1.5.......").Drums("tune", 0.6f, "kick X.......X.......", "shaker x.o.x.o.x.o.x.o.", "snare ....o.......o...")
            .Keys("tune", 0.7f, "....x.......x...").Sing("tune", 0.7f, "G4/3 A4 C5/4 | E5/2 D5 C5 A4/4 | A4/2 C5/2 F5/2 E5/2 | D5/6 -/2", vowels: "3")
            .Guitar("under", 0.5f, 0.6f, "0...3...2...3...").Pad("under", 0.4f, 500)
            .Guitar("out", 0.7f, 0.5f, "0.2.3.5.........").Keys("out", 0.6f, "X..............."), 6);
}
