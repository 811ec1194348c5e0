using System.Text;
using Concerto.Domain.Audio;

namespace Concerto.Tests.Audio;

public sealed class AudioSnifferTests
{
    /// <summary>MPEG-1 Layer III at 32 kb/s and 48 kHz is 96 bytes a frame; this one of AAC says that it has 16.</summary>
    private const string Mp3 = "\u00FF\u00FB\u0014\u0064", Adts = "\u00FF\u00F1\u0050\u0080\u0002\u0000\u00FC";

    private const string NineBytes = "?????????";

    [Theory]
    [InlineData("wav", "RIFF\u0024\0\0\0WAVEfmt ")]
    [InlineData("wav", "RF64\u00FF\u00FF\u00FF\u00FFWAVEds64")]
    [InlineData("wav", "BW64\u00FF\u00FF\u00FF\u00FFWAVEds64")]
    [InlineData("wav", "RIFX\0\0\0\u0024WAVEfmt ")]
    [InlineData("w64", "riff\u002E\u0091\u00CF\u0011\u00A5\u00D6\u0028\u00DB")]
    [InlineData("aiff", "FORM\0\0\0\u0024AIFFCOMM")]
    [InlineData("aiff", "FORM\0\0\0\u0024AIFCFVER")]
    [InlineData("caf", "caff\0\u0001\0\0desc")]
    [InlineData("flac", "fLaC\0\0\0\u0022")]
    [InlineData("flac", "ID3\u0004\0\0\0\0\0\u0002..fLaC\0\0\0\u0022")]
    [InlineData("aac", "ID3\u0004\0\0\0\0\0\u0002.." + Adts + NineBytes + Adts)]
    [InlineData("mp3", "ID3\u0003\0\0\0\0\0\u0002.." + Mp3)]
    [InlineData("mp3", "ID3\u0003\0\0\u0003\u007F\u007F\u007Fa cover of eight megabytes")]
    [InlineData("mp3", Mp3 + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + "??" + Mp3 + "??")]
    [InlineData("mp3", "\0\0\0\0" + Mp3 + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + NineBytes + "??" + Mp3 + "??")]
    [InlineData("mov", "\0\0\0\u0020ftypM4A \0\0\0\0")]
    [InlineData("mov", "\0\0\0\u0020ftypisom\0\0\0\0")]
    [InlineData("ogg", "OggS\0\u0002")]
    [InlineData("aac", Adts + NineBytes + Adts)]
    public void A_recording_is_known_by_its_first_bytes(string container, string head) =>
        Assert.Equal(container, AudioSniffer.Container(Encoding.Latin1.GetBytes(head)));

    [Theory]
    [InlineData("", RejectionCode.NoSound, "That file is empty.")]
    [InlineData("<!DOCTYPE html><html>", RejectionCode.NotAudio, "That file is a web page, not a recording.")]
    [InlineData("\u00EF\u00BB\u00BF\r\n <HTML lang=en>", RejectionCode.NotAudio, "That file is a web page, not a recording.")]
    [InlineData("<!-- saved --><html>", RejectionCode.NotAudio, "That file is a web page, not a recording.")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'>", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("<?xml version='1.0'?>\n<svg>", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("\u0089PNG\r\n\u001A\n", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("\u00FF\u00D8\u00FF\u00E0\0\u0010JFIF", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("GIF89a", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("RIFF\u0024\0\0\0WEBPVP8 ", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", RejectionCode.NotAudio, "That file is a picture, not a recording.")]
    [InlineData("%PDF-1.7", RejectionCode.NotAudio, "That file is a PDF document, not a recording.")]
    [InlineData("PK\u0003\u0004\u0014\0", RejectionCode.NotAudio, "That file is a ZIP archive. Upload the recording inside it.")]
    [InlineData("\u001F\u008B\u0008\0", RejectionCode.NotAudio, "That file is a compressed archive or an Ableton Live set. Export (bounce) the mix as WAV, FLAC or MP3 and upload that.")]
    [InlineData("<REAPER_PROJECT 0.1 \"6.80\"", RejectionCode.NotAudio, "That file is a Reaper project, not a recording. Export (bounce) the mix as WAV, FLAC or MP3 and upload that.")]
    [InlineData("#EXTM3U\n#EXTINF:1,\nsecret.wav", RejectionCode.NotAudio, "That file is a playlist, not a recording.")]
    [InlineData("[playlist]\nFile1=secret.wav", RejectionCode.NotAudio, "That file is a playlist, not a recording.")]
    [InlineData("ffconcat version 1.0\nfile secret.wav", RejectionCode.NotAudio, "That file is a playlist, not a recording.")]
    [InlineData("v=0\r\no=- 0 0 IN IP4 127.0.0.1", RejectionCode.NotAudio, "That file is a playlist, not a recording.")]
    [InlineData("<?xml version='1.0'?><MPD>", RejectionCode.NotAudio, "That file is a playlist, not a recording.")]
    [InlineData("MThd\0\0\0\u0006", RejectionCode.NotAudio, "A MIDI file holds notes, not sound. Export (bounce) the mix as WAV, FLAC or MP3 and upload that.")]
    [InlineData("RIFF\u0024\0\0\0AVI LIST", RejectionCode.NotAudio, "That file is an AVI video. Export (bounce) the mix as WAV, FLAC or MP3 and upload that.")]
    [InlineData("\u001A\u0045\u00DF\u00A3", RejectionCode.UnsupportedFormat, "That file is a WebM or Matroska video. Export (bounce) the mix as WAV, FLAC or MP3 and upload that.")]
    [InlineData("\0\u0005\u0016\u0007\0\u0002", RejectionCode.NotAudio, "That file is a macOS companion file (its name begins with “._”). Upload the recording that it belongs to.")]
    [InlineData("Verse: C G Am F\nChorus: F G C", RejectionCode.NotAudio, "That file is text, not a recording.")]
    [InlineData("\u00FF\u00FEh\0i\0", RejectionCode.NotAudio, "That file is text, not a recording.")]
    [InlineData("\u0007\u00D3\u0090\u0001\u00FE\0\u0042", RejectionCode.NotAudio, "We don't recognise that file as a recording. WAV, AIFF, FLAC, MP3, M4A, Ogg and Opus are welcome.")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0", RejectionCode.NotAudio, "We don't recognise that file as a recording. WAV, AIFF, FLAC, MP3, M4A, Ogg and Opus are welcome.")]
    public void Anything_else_is_refused_for_what_it_is(string head, RejectionCode reason, string words)
    {
        var refusal = Assert.Throws<RecordingRefusedException>(() => AudioSniffer.Container(Encoding.Latin1.GetBytes(head)));
        Assert.Equal((reason, words), (refusal.Reason, refusal.Message));
    }

    [Fact]
    public void A_sync_word_in_noise_is_no_mp3()
    {
        var noise = new byte[AudioSniffer.Length];
        new Random(1).NextBytes(noise);
        Encoding.Latin1.GetBytes(Mp3).CopyTo(noise, 0);
        Assert.Throws<RecordingRefusedException>(() => AudioSniffer.Container(noise));
    }

    [Fact]
    public void Random_bytes_are_refused_and_nothing_worse()
    {
        var random = new Random(2);
        for (var i = 0; i < 20_000; i++)
        {
            var head = new byte[random.Next(64)];
            random.NextBytes(head);
            Assert.Throws<RecordingRefusedException>(() => AudioSniffer.Container(head));
        }
    }
}
