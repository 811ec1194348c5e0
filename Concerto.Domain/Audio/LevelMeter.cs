using System.Numerics;
using System.Runtime.InteropServices;

namespace Concerto.Domain.Audio;

/// <summary>What a look at the samples themselves tells: where sound begins and ends, where it stays at full scale, how left and right lie to each other.</summary>
/// <param name="channels">Of the samples to come.</param>
/// <param name="fullScale">What a sample can't get over in that format: 1 less a step of its depth.</param>
internal sealed class LevelMeter(int channels, float fullScale)
{
    /// <summary>−70 dBFS, after the gate of BS.1770: under any room, over the dither and the hiss of an encoder.</summary>
    private const float Silence = 0.000_316_228f;

    /// <summary>A side that is 60 dB under the other can't be heard beside it.</summary>
    private const float Nothing = 0.001f;

    /// <summary>One step of 16 bits: left and right that differ by no more were rounded apart.</summary>
    private const float SameWithin = 1.01f / 32768;

    /// <summary>One sample at full scale, or two, is what a normalised recording has; from three on something was cut off (as mastering tools have it).</summary>
    private const int ClippedFrom = 3;

    /// <summary>Of each channel: for how many samples it has been at full scale, negative at the bottom.</summary>
    private readonly int[] runs = new int[channels];
    private Vector<float> peak, difference;
    private long frames, clippedAt = -1;

    /// <summary>Channels that are in a run of that length.</summary>
    private int clipping;

    /// <summary>Frames before the first sound; null when there is none.</summary>
    public long? FirstSound { get; private set; }

    /// <summary>The last frame with sound; null when there is none.</summary>
    public long? LastSound { get; private set; }

    /// <summary>How many times some channel stays at full scale for three samples or more.</summary>
    public int ClippedRuns { get; private set; }

    /// <summary>The frame where it first does; null when it never does.</summary>
    public long? FirstClip => clippedAt < 0 ? null : clippedAt;

    /// <summary>Null of what is not stereo, and of silence.</summary>
    public StereoImage? StereoImage
    {
        get
        {
            if (channels != 2 || FirstSound is null) return null;
            var (left, right) = (Highest(peak, 0), Highest(peak, 1));
            return right <= left * Nothing ? Audio.StereoImage.LeftOnly
                : left <= right * Nothing ? Audio.StereoImage.RightOnly
                : Highest(difference, 0) <= SameWithin ? Audio.StereoImage.DualMono
                : Audio.StereoImage.Stereo;
        }
    }

    /// <param name="samples">Interleaved, whole frames; the fewer at a time, the less has to be looked at twice.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        var here = Peak(samples);
        if (here > Silence)
        {
            FirstSound ??= frames + samples.IndexOfAnyExceptInRange(-Silence, Silence) / channels;
            LastSound = frames + samples.LastIndexOfAnyExceptInRange(-Silence, Silence) / channels;
        }
        if (here >= fullScale || clipping > 0 || runs.AsSpan().ContainsAnyExcept(0)) LookForClipping(samples);
        frames += samples.Length / channels;
    }

    /// <summary>Of all channels; also remembers those of each side, and how far they are apart. Even lanes are left and odd ones right.</summary>
    private float Peak(ReadOnlySpan<float> samples)
    {
        var here = Vector<float>.Zero;
        var i = 0;
        // A vector and the one that begins a sample later: left beside right.
        for (; i + Vector<float>.Count < samples.Length; i += Vector<float>.Count)
        {
            var vector = new Vector<float>(samples[i..]);
            here = Vector.Max(here, Vector.Abs(vector));
            difference = Vector.Max(difference, Vector.Abs(vector - new Vector<float>(samples[(i + 1)..])));
        }
        Span<float> rest = stackalloc float[Vector<float>.Count + 1];
        samples[i..].CopyTo(rest);
        var last = new Vector<float>(rest);
        here = Vector.Max(here, Vector.Abs(last));
        if (channels == 2) difference = Vector.Max(difference, Vector.Abs(last - new Vector<float>(rest[1..])));
        peak = Vector.Max(peak, here);
        return Math.Max(Highest(here, 0), Highest(here, 1));
    }

    private void LookForClipping(ReadOnlySpan<float> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            ref var run = ref runs[i % channels];
            var side = samples[i] >= fullScale ? 1 : samples[i] <= -fullScale ? -1 : 0;
            if (run != 0 && Math.Sign(run) != side)
            {
                if (Math.Abs(run) >= ClippedFrom) clipping--;
                run = 0;
            }
            run += side;
            if (side == 0 || Math.Abs(run) != ClippedFrom || clipping++ > 0) continue;
            ClippedRuns++;
            if (clippedAt < 0) clippedAt = frames + i / channels - (ClippedFrom - 1);
        }
    }

    private static float Highest(Vector<float> lanes, int from)
    {
        var highest = 0f;
        for (var lane = from; lane < Vector<float>.Count; lane += 2) highest = Math.Max(highest, lanes[lane]);
        return highest;
    }
}
