using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Review;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Songs;
using Concerto.Web.GraphQL;
using GraphQL;
using GraphQL.DataLoader;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Versions;

/// <summary>Why a recording was not taken.</summary>
/// <param name="Code">For programs.</param>
/// <param name="Message">For people, in a musician's words.</param>
/// <param name="Retryable">The failure was ours: retryAnalysis may help. Otherwise upload another file.</param>
public sealed record Rejection(RejectionCode Code, string Message, bool Retryable);

/// <summary>How loud a recording is, by EBU R128.</summary>
/// <param name="IntegratedLufs">Integrated loudness in LUFS; null for silence and for what is too short to measure.</param>
/// <param name="RangeLu">Loudness range in LU; null when it can't be measured.</param>
/// <param name="TruePeakDbtp">True peak in dBTP, four times oversampled; null for digital silence.</param>
public sealed record Loudness(double? IntegratedLufs, double? RangeLu, double? TruePeakDbtp);

/// <summary>The outline of a recording in equal steps from its start to its end, all channels in one.</summary>
/// <param name="Min">The lowest sample of each step, -32768 to 32767.</param>
/// <param name="Max">The highest sample of each step, -32768 to 32767. As many as in min.</param>
public sealed record Peaks(IReadOnlyList<int> Min, IReadOnlyList<int> Max);

/// <summary>What there is to hear of a version.</summary>
public enum Rendition
{
    /// <summary>The file as it was uploaded; where browsers can't play that, the light one as soon as there is one.</summary>
    Original,
    /// <summary>AAC in MP4, for slow connections; the original where there is none.</summary>
    Light,
}

/// <summary>Something one should know about a recording before it goes out.</summary>
[FieldsOf<Warning>(nameof(Warning.Code), nameof(Warning.Message), nameof(Warning.AtMs))]
public static class WarningFields;

/// <summary>One mix of a song: a file that was uploaded, untouched, with what was measured of it.</summary>
[FieldsOf<SongVersion>(
    nameof(SongVersion.Id), nameof(SongVersion.Number), nameof(SongVersion.Label), nameof(SongVersion.Title), nameof(SongVersion.Status), nameof(SongVersion.FileName),
    nameof(SongVersion.ByteSize), nameof(SongVersion.Sha256), nameof(SongVersion.CreatedAt), nameof(SongVersion.ReadyAt), Name = "Version")]
public static class VersionFields
{
    private static readonly IReadOnlyDictionary<CommentFilter, Nested<VersionId, Comment>> ByTime = CommentFilters.Each(filter => new Nested<VersionId, Comment>(c => c.VersionId,
        new Keyset<Comment>().By(c => c.StartMs ?? -1).By(c => c.CreatedAt).By(c => c.Id), ask => Access.Comments(ask.Db, ask.Caller).Notes(ask, filter), db => db.Versions.Select(v => v.Id)));

    /// <summary>The song that it is a version of.</summary>
    [Reads(nameof(SongVersion.SongId))]
    public static IDataLoaderResult<Song?> Song(SongVersion version, Loaders load) => load.Song(version.SongId);

    /// <summary>Who uploaded it.</summary>
    [Reads(nameof(SongVersion.UploaderId))]
    public static IDataLoaderResult<User> Uploader(SongVersion version, Loaders load) => load.Person(version.UploaderId);

    /// <summary>Why it was not taken; null unless its status is REJECTED.</summary>
    public static Rejection? Rejection(SongVersion version) =>
        version.RejectionCode is { } code ? new(code, version.RejectionMessage ?? "", version.CanRetryAnalysis) : null;

    /// <summary>Its length in milliseconds; null before it is READY, like all that is measured.</summary>
    [Reads($"{nameof(SongVersion.Measurements)}.{nameof(Measurements.DurationMs)}")]
    public static int? DurationMs(SongVersion version) => (int?)version.Measurements?.DurationMs;

    /// <summary>In hertz; null before it is READY.</summary>
    [Reads($"{nameof(SongVersion.Measurements)}.{nameof(Measurements.SampleRate)}")]
    public static int? SampleRate(SongVersion version) => version.Measurements?.SampleRate;

    /// <summary>Bits per sample of lossless recordings, 32 for floating point; null of lossy ones, and before it is READY.</summary>
    [Reads($"{nameof(SongVersion.Measurements)}.{nameof(Measurements.BitDepth)}")]
    public static int? BitDepth(SongVersion version) => version.Measurements?.BitDepth;

    /// <summary>1 for mono, 2 for stereo; up to 8. Null before it is READY.</summary>
    [Reads($"{nameof(SongVersion.Measurements)}.{nameof(Measurements.Channels)}")]
    public static int? Channels(SongVersion version) => version.Measurements?.Channels;

    /// <summary>As ffmpeg names it: pcm_s24le, flac, mp3, aac …; null before it is READY.</summary>
    [Reads($"{nameof(SongVersion.Measurements)}.{nameof(Measurements.Codec)}")]
    public static string? Codec(SongVersion version) => version.Measurements?.Codec;

    /// <summary>Loudness and true peak; null before it is READY.</summary>
    public static Loudness? Loudness(SongVersion version) =>
        version.Measurements is { } measured ? new(measured.IntegratedLufs, measured.LoudnessRangeLu, measured.TruePeakDbtp) : null;

    /// <summary>The file stops before its header says it should; null before it is READY.</summary>
    public static bool? EndsEarly(SongVersion version) => version.Measurements?.EndsEarly;

    /// <summary>What one should know about it before it goes out, the weightiest first; null before it is READY.</summary>
    public static IEnumerable<Warning>? Warnings(SongVersion version) => version.Measurements is { } measured ? Warning.Of(measured) : null;

    /// <summary>How far the light rendition has come; null before it is known whether one is made.</summary>
    public static RenditionStatus? RenditionStatus(SongVersion version) => version.Measurements is null ? null : version.Rendition;

    /// <summary>Its outline, to draw; null before it is READY.</summary>
    /// <param name="points">How many steps to draw, 1 to 20,000; there are fewer in very short recordings.</param>
    public static async Task<Peaks?> Waveform(SongVersion version, Waveforms waveforms, CancellationToken ct, int points = 1000)
    {
        if (points is < 1 or > Waveforms.MaxPoints) throw new RequestError("INVALID_POINTS", $"A waveform has 1 to {Waveforms.MaxPoints} points.");
        if (await waveforms.ReadAsync(version, points, ct) is not { } pairs) return null;
        var (min, max) = (new int[pairs.Length / 2], new int[pairs.Length / 2]);
        for (var i = 0; i < min.Length; i++) (min[i], max[i]) = (pairs[2 * i], pairs[2 * i + 1]);
        return new(min, max);
    }

    /// <summary>Where it can be heard for the next quarter of an hour, with Range requests; null before the bytes have arrived, and when it was rejected.</summary>
    /// <param name="rendition">Which one to play.</param>
    public static async Task<string?> StreamUrl(SongVersion version, MediaUrls urls, CancellationToken ct, Rendition rendition = Rendition.Original) =>
        (await urls.StreamAsync(version, rendition == Rendition.Light, ct))?.AbsoluteUri;

    /// <summary>Where the untouched original can be downloaded for the next quarter of an hour; null unless you are an editor, or the owner lets listeners have it.</summary>
    public static IDataLoaderResult<string?> DownloadUrl(SongVersion version, Loaders load, MediaUrls urls) => load
        .Batch(version.SongId, static (ask, ids, ct) => Access.SongsToDownload(ask.Db, ask.Caller).Where(s => ids.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToDictionaryAsync(s => s.Id, s => s.Name, ct))
        .ThenAsync(async (song, ct) => song is null ? null : (await urls.DownloadAsync(version, song, ct))?.AbsoluteUri);

    /// <summary>The notes on it, by their time in the recording; those on the whole version come first. Replies are below their notes.</summary>
    /// <param name="filter">Which of them.</param>
    public static IDataLoaderResult<Connection<Comment>> Comments(SongVersion version, Page page, Loaders load, CommentFilter filter = CommentFilter.All) => load.Connection(version.Id, ByTime[filter], page);
}
