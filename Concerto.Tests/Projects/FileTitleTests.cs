using Concerto.Domain.Projects;

namespace Concerto.Tests.Projects;

/// <summary>File names as musicians' disks have them.</summary>
public sealed class FileTitleTests
{
    [Theory]
    [InlineData("Intro.wav", "Intro", null)]
    [InlineData("01 Intro.wav", "Intro", null)]
    [InlineData("01. Intro.wav", "Intro", null)]
    [InlineData("1-03 - Night Ferry.flac", "Night Ferry", null)]
    [InlineData("07_night_ferry.aif", "night ferry", null)]
    [InlineData("Intro_v3 less reverb.wav", "Intro", "less reverb")]
    [InlineData("Intro v3.wav", "Intro", null)]
    [InlineData("Intro (mix 2) 24bit.wav", "Intro", "mix 2")]
    [InlineData("Intro [Rough Mix 4] 96kHz 24-bit.aiff", "Intro", "Rough Mix 4")]
    [InlineData("2024-05-01 Glasshouse - piano up.flac", "Glasshouse", "piano up")]
    [InlineData("Glasshouse_20240501.wav", "Glasshouse", "2024-05-01")]
    [InlineData("Night Ferry FINAL.wav", "Night Ferry", "final")]
    [InlineData("Night Ferry final final2.wav", "Night Ferry", "final final2")]
    [InlineData("Night_Ferry_MASTER.wav", "Night Ferry", "master")]
    [InlineData("Night_Ferry-v2_MASTER.wav", "Night Ferry", "master")]
    [InlineData("Night_Ferry_MASTER-01.wav", "Night Ferry", "master")]
    [InlineData("Night Ferry-01.wav", "Night Ferry", null)]
    [InlineData("Night Ferry (1).mp3", "Night Ferry", null)]
    [InlineData("Night Ferry copy 2.mp3", "Night Ferry", null)]
    [InlineData("night-ferry-mix2.wav", "night ferry", "mix2")]
    [InlineData("Night Ferry 120bpm Am.wav", "Night Ferry Am", null)]
    [InlineData("Night Ferry 120 BPM 48k.wav", "Night Ferry", null)]
    [InlineData("Night Ferry 24-96 take 3.wav", "Night Ferry", "take 3")]
    [InlineData("Night Ferry rough mix 2 without strings.wav", "Night Ferry", "rough mix 2 without strings")]
    [InlineData("Night Ferry instrumental.wav", "Night Ferry", "instrumental")]
    [InlineData("Night Ferry v2.1 (vocal up).m4a", "Night Ferry", "vocal up")]
    [InlineData("Bounces/Friday/Night Ferry.wav.mp3", "Night Ferry", null)]
    public void A_name_is_read_as_a_song_and_what_changed(string file, string song, string? label)
    {
        var title = FileTitle.Of(file);
        Assert.Equal((song, label), (title.Song, title.Label));
    }

    [Theory]
    [InlineData("The Final Countdown.wav")]
    [InlineData("Master of None.wav")]
    [InlineData("Version.wav")]
    [InlineData("7 Rings.wav")]
    [InlineData("99 Problems.wav")]
    [InlineData("1999.wav")]
    [InlineData("Never Give Up.wav")]
    [InlineData("Much More Love.wav")]
    [InlineData("Mira Ott - Glasshouse.wav")]
    [InlineData("Blue (Interlude).wav")]
    [InlineData("Hurt (feat. Sam).wav")]
    [InlineData("Take 5.wav")]
    [InlineData("Mr. Blue.wav")]
    [InlineData("T.N.T. live.wav")]
    [InlineData("夜のフェリー.wav")]
    [InlineData("Été – Première partie.flac")]
    [InlineData("A-ha.wav")]
    public void A_song_may_be_called_what_versions_are_called(string file) =>
        Assert.Equal((Path.GetFileNameWithoutExtension(file), null), (FileTitle.Of(file).Song, FileTitle.Of(file).Label));

    [Theory]
    [InlineData("01.wav")]
    [InlineData(".wav")]
    [InlineData("v2.wav")]
    [InlineData("2024-05-01.wav")]
    [InlineData("___.wav")]
    [InlineData("(mix 2).wav")]
    [InlineData("- - -.flac")]
    [InlineData("\ud800half.wav")]
    [InlineData("a\u0000b.wav")]
    [InlineData("")]
    public void Whatever_a_file_is_called_the_suggestion_is_a_name(string file) => Assert.NotEmpty(Name.From(FileTitle.Of(file).Song, "song").Key);

    [Fact]
    public void A_very_long_name_is_cut_to_one_that_is_taken() => Assert.Equal(Name.MaxLength, FileTitle.Of($"{new string('x', 250)}.wav").Song.Length);

    [Fact]
    public void Numbers_before_names_are_places_on_a_record_when_they_are_a_row() =>
        Assert.Equal(["Tide", "Coda", "Night Ferry"], FileTitle.OfAll(["09 Tide.wav", "10 Coda.wav", "11 Night Ferry.wav"]).Select(t => t.Song));

    [Fact]
    public void Of_two_files_of_a_song_the_numbers_are_told_apart() => Assert.Equal([2m, 10m], FileTitle.OfAll(["Intro mix 2.wav", "Intro mix 10.wav"]).Select(t => t.Take));

    [Theory]
    [InlineData("Intro less reverb.wav", "Intro", "less reverb")]
    [InlineData("Mira Ott - Glasshouse.wav", "Glasshouse", null)]
    [InlineData("Glasshouse - strings.wav", "Glasshouse", "strings")]
    [InlineData("Night Ferry vocals down.wav", "Night Ferry", "vocals down")]
    [InlineData("01 Intro.wav", "01 Intro", null)]
    public void Where_a_song_is_there_already_its_name_may_be_half_of_the_files(string file, string song, string? label) =>
        Assert.Contains(new FileTitle.Reading(song, label), FileTitle.Of(file).Readings);

    [Fact]
    public void A_name_of_a_hundred_thousand_words_is_read_as_quickly_as_any()
    {
        var begun = TimeProvider.System.GetTimestamp();
        foreach (var (word, last) in new[] { ("mix", "zebra"), ("x", "up"), ("less", "reverb") }) FileTitle.Of($"{string.Join(' ', Enumerable.Repeat(word, 50_000))} {last}.wav");
        Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(20));
    }
}
