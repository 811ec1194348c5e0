using System.Numerics;
using System.Runtime.InteropServices;

namespace Concerto.Domain.Audio;

/// <summary>
/// Everything that is measured of a recording's samples, in one pass over them at their native rate, in memory that does not grow with the
/// recording: <see cref="WaveformWriter"/>, <see cref="LoudnessMeter"/>, <see cref="TruePeakMeter"/>, <see cref="LevelMeter"/>.
/// </summary>
public sealed class RecordingMeter
{
    /// <summary>Samples at a time: small enough for the processor's nearest cache, and to pass over much where there is nothing to look for.</summary>
    private const int BlockLength = 2048;

    /// <summary>+60 dBFS. Samples in floating point may be anything, also no number.</summary>
    private const float Loudest = 1000;

    private readonly int sampleRate, channels, blockLength;
    private readonly LoudnessMeter loudness;
    private readonly TruePeakMeter truePeak;
    private readonly LevelMeter levels;
    /// <summary>One more than a block: <see cref="LoudnessMeter.Add"/>.</summary>
    private readonly float[] block = new float[BlockLength + 1];
    private readonly short[] rounded = new short[BlockLength];

    /// <param name="sampleRate">In hertz.</param>
    /// <param name="weights">What each channel counts in loudness, by BS.1770: 1 for the front, 1.41 for surrounds, 0 for the bass effects.</param>
    /// <param name="bitDepth">Of its samples; null for those without a full scale of their own, floating point.</param>
    public RecordingMeter(int sampleRate, ReadOnlySpan<double> weights, int? bitDepth)
    {
        (this.sampleRate, channels) = (sampleRate, weights.Length);
        blockLength = BlockLength / channels * channels;
        loudness = new(sampleRate, weights);
        truePeak = new(sampleRate, channels);
        levels = new(channels, bitDepth is { } bits ? 1 - MathF.ScaleB(1, 1 - bits) : 1);
        Waveform = new(sampleRate, channels);
    }

    public WaveformWriter Waveform { get; }

    /// <summary>Samples per channel so far.</summary>
    public long Frames => Waveform.Frames;

    /// <param name="samples">Interleaved, whole frames.</param>
    public void Add(ReadOnlySpan<short> samples)
    {
        for (; !samples.IsEmpty; samples = samples[Math.Min(blockLength, samples.Length)..])
        {
            var some = samples[..Math.Min(blockLength, samples.Length)];
            Widen(some, block);
            Measure(some);
        }
    }

    /// <param name="samples">Interleaved, whole frames; ±1 is full scale.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        for (; !samples.IsEmpty; samples = samples[Math.Min(blockLength, samples.Length)..])
        {
            var some = samples[..Math.Min(blockLength, samples.Length)];
            Tame(some, block);
            Round(block.AsSpan(0, some.Length), rounded);
            Measure(rounded.AsSpan(0, some.Length));
        }
    }

    /// <summary>What there was to hear, when it is over.</summary>
    public Heard End()
    {
        truePeak.End();
        return new(
            Frames,
            loudness.Integrated,
            loudness.Range,
            truePeak.Dbtp,
            truePeak.Dbtp is null ? null : Ms(Math.Min(truePeak.At, Frames)),
            levels.ClippedRuns,
            levels.FirstClip is { } clip ? Ms(clip) : null,
            levels.FirstSound is { } first ? Ms(first) : null,
            levels.LastSound is { } last ? Ms(Frames - last - 1) : null,
            levels.StereoImage);
    }

    /// <param name="samples">Of the block, in 16 bits.</param>
    private void Measure(ReadOnlySpan<short> samples)
    {
        Waveform.Add(samples);
        loudness.Add(block.AsSpan(0, samples.Length + 1));
        truePeak.Add(block.AsSpan(0, samples.Length));
        levels.Add(block.AsSpan(0, samples.Length));
    }

    private long Ms(double frames) => (long)Math.Round(frames * 1000 / sampleRate);

    private static void Widen(ReadOnlySpan<short> samples, Span<float> floats)
    {
        var (i, scale) = (0, new Vector<float>(1f / 32768));
        for (; i + Vector<short>.Count <= samples.Length; i += Vector<short>.Count)
        {
            Vector.Widen(new Vector<short>(samples[i..]), out var low, out var high);
            (Vector.ConvertToSingle(low) * scale).CopyTo(floats[i..]);
            (Vector.ConvertToSingle(high) * scale).CopyTo(floats[(i + Vector<float>.Count)..]);
        }
        for (; i < samples.Length; i++) floats[i] = samples[i] / 32768f;
    }

    private static void Tame(ReadOnlySpan<float> samples, Span<float> tame)
    {
        var (i, low, high) = (0, new Vector<float>(-Loudest), new Vector<float>(Loudest));
        for (; i + Vector<float>.Count <= samples.Length; i += Vector<float>.Count)
        {
            var vector = new Vector<float>(samples[i..]);
            vector = Vector.ConditionalSelect(Vector.Equals(vector, vector), vector, Vector<float>.Zero); // NaN equals nothing
            Vector.Min(Vector.Max(vector, low), high).CopyTo(tame[i..]);
        }
        for (; i < samples.Length; i++) tame[i] = float.IsNaN(samples[i]) ? 0 : Math.Clamp(samples[i], -Loudest, Loudest);
    }

    private static void Round(ReadOnlySpan<float> samples, Span<short> rounded)
    {
        var (i, scale) = (0, new Vector<float>(32768));
        for (; i + Vector<short>.Count <= samples.Length; i += Vector<short>.Count)
        {
            var low = Vector.ConvertToInt32(Vector.Round(new Vector<float>(samples[i..]) * scale));
            var high = Vector.ConvertToInt32(Vector.Round(new Vector<float>(samples[(i + Vector<float>.Count)..]) * scale));
            Vector.NarrowWithSaturation(low, high).CopyTo(rounded[i..]);
        }
        for (; i < samples.Length; i++) rounded[i] = (short)Math.Clamp(MathF.Round(samples[i] * 32768), short.MinValue, short.MaxValue);
    }
}

/// <summary>What a <see cref="RecordingMeter"/> found; named and measured as in <see cref="Measurements"/>.</summary>
/// <param name="Frames">Samples per channel.</param>
public sealed record Heard(
    long Frames,
    double? IntegratedLufs,
    double? LoudnessRangeLu,
    double? TruePeakDbtp,
    long? TruePeakAtMs,
    int ClippedRuns,
    long? FirstClipAtMs,
    long? SilentStartMs,
    long? SilentEndMs,
    StereoImage? StereoImage);
