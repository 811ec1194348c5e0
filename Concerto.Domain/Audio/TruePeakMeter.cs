using System.Numerics;
using System.Runtime.InteropServices;

namespace Concerto.Domain.Audio;

/// <summary>
/// The highest point of the curve through the samples, by ITU-R BS.1770-4 annex 2: oversampled four times (twice from 96 kHz on, not at all
/// from 192 kHz). All channels are looked at together: in interleaved samples the taps of a filter are a frame apart, so a vector of
/// neighbours may hold any of them.
/// </summary>
internal sealed class TruePeakMeter
{
    /// <summary>Interleaved samples that are looked at, or passed over, together.</summary>
    private const int Stretch = 64;

    private const int BlockLength = 8192;

    private readonly int channels, history;
    private readonly float[] buffer, peaks;
    private readonly Between[] points;
    private readonly float gain;
    private float max;
    private double maxAt;
    private long framesBefore;

    public TruePeakMeter(int sampleRate, int channels)
    {
        this.channels = channels;
        var factor = sampleRate switch { < 96_000 => 4, < 192_000 => 2, _ => 1 };
        points = [.. Enumerable.Range(1, factor - 1).Select(point => new Between((double)point / factor))];
        gain = points.Select(point => point.Gain).DefaultIfEmpty(0).Max();
        history = (Between.Taps - 1) * channels;
        buffer = new float[history + BlockLength + Stretch];
        peaks = new float[buffer.Length / Stretch];
    }

    /// <summary>In dBTP; null for digital silence.</summary>
    public double? Dbtp => max > 0 ? 20 * Math.Log10(max) : null;

    /// <summary>Where, in frames from the beginning.</summary>
    public double At => maxAt;

    /// <param name="samples">Interleaved, whole frames.</param>
    public void Add(ReadOnlySpan<float> samples)
    {
        var most = BlockLength / channels * channels;
        while (!samples.IsEmpty)
        {
            var some = samples[..Math.Min(most, samples.Length)];
            some.CopyTo(buffer.AsSpan(history));
            Look(some.Length);
            samples = samples[some.Length..];
        }
    }

    /// <summary>Lets the last samples ring out.</summary>
    public void End() => Add(new float[Between.Taps / 2 * channels]);

    private void Look(int length)
    {
        var stretches = (history + length) / Stretch + 1;
        buffer.AsSpan((history + length)..(stretches * Stretch)).Clear(); // of an earlier block
        for (var i = 0; i < stretches; i++)
        {
            peaks[i] = Peak(buffer.AsSpan(i * Stretch, Stretch));
            if (peaks[i] > max) Rise(peaks[i], i * Stretch + IndexOf(peaks[i], buffer.AsSpan(i * Stretch, Stretch)), 0);
        }

        // Of samples up to so many stretches on is a point made.
        var reach = (Stretch - 1 + history) / Stretch + 1;
        for (var i = 0; i * Stretch < length; i++)
        {
            // Nothing in reach is high enough for a new maximum: most of any recording is passed over, and nothing is lost.
            if (Highest(peaks.AsSpan(i, Math.Min(reach, stretches - i))) * gain <= max) continue;
            var from = buffer.AsSpan(i * Stretch);
            var count = Math.Min(Stretch, length - i * Stretch);
            foreach (var point in points)
                if (point.Peak(from, channels, count) is var peak && peak > max) Rise(peak, i * Stretch + point.IndexOfPeak(from, channels, count), Between.Taps / 2 - 1 + point.Offset);
        }
        buffer.AsSpan(length, history).CopyTo(buffer);
        framesBefore += length / channels;
    }

    /// <param name="peak">The new maximum.</param>
    /// <param name="index">In the buffer.</param>
    /// <param name="later">By how many frames it is behind that sample.</param>
    private void Rise(float peak, int index, double later) =>
        (max, maxAt) = (peak, Math.Max(0, framesBefore - (Between.Taps - 1) + index / channels + later));

    private static float Peak(ReadOnlySpan<float> stretch)
    {
        var peak = Vector<float>.Zero;
        foreach (var vector in MemoryMarshal.Cast<float, Vector<float>>(stretch)) peak = Vector.Max(peak, Vector.Abs(vector));
        return Between.Max(peak);
    }

    private static float Highest(ReadOnlySpan<float> values)
    {
        var highest = 0f;
        foreach (var value in values) highest = Math.Max(highest, value);
        return highest;
    }

    private static int IndexOf(float peak, ReadOnlySpan<float> stretch) => stretch.IndexOfAny(peak, -peak);

    /// <summary>A windowed sinc for the curve at a point between two samples, with as many taps as ffmpeg's resampler and its window (Kaiser, β = 9).</summary>
    private sealed class Between
    {
        public const int Taps = 32;

        private const double Beta = 9;

        private readonly float[] taps = new float[Taps];

        /// <param name="offset">From the earlier of the two, in frames: between 0 and 1.</param>
        public Between(double offset)
        {
            Offset = offset;
            for (var i = 0; i < Taps; i++)
            {
                var distance = i - (Taps / 2 - 1) - offset;
                taps[i] = (float)(Math.Sin(Math.PI * distance) / (Math.PI * distance) * Bessel(Beta * Math.Sqrt(1 - Math.Pow(distance / (Taps / 2.0), 2))) / Bessel(Beta));
            }
        }

        public double Offset { get; }

        /// <summary>No point gets higher than this times the highest sample in reach; a little over, for what rounding adds.</summary>
        public float Gain => taps.Sum(MathF.Abs) * 1.00001f;

        public float Peak(ReadOnlySpan<float> from, int stride, int count)
        {
            var width = Vector<float>.Count;
            var (peak, i) = (Vector<float>.Zero, 0);
            // Four vectors at a time, as a multiplication takes four cycles until its result is there.
            for (; i + 4 * width <= count; i += 4 * width)
            {
                var (a, b, c, d) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
                for (var tap = 0; tap < taps.Length; tap++)
                {
                    var samples = from.Slice(i + tap * stride, 4 * width);
                    var by = new Vector<float>(taps[tap]);
                    a = Vector.FusedMultiplyAdd(new(samples), by, a);
                    b = Vector.FusedMultiplyAdd(new(samples[width..]), by, b);
                    c = Vector.FusedMultiplyAdd(new(samples[(2 * width)..]), by, c);
                    d = Vector.FusedMultiplyAdd(new(samples[(3 * width)..]), by, d);
                }
                peak = Vector.Max(peak, Vector.Max(Vector.Max(Vector.Abs(a), Vector.Abs(b)), Vector.Max(Vector.Abs(c), Vector.Abs(d))));
            }
            var most = Max(peak);
            for (; i < count; i++) most = Math.Max(most, MathF.Abs(At(from[i..], stride)));
            return most;
        }

        public int IndexOfPeak(ReadOnlySpan<float> from, int stride, int count)
        {
            var (index, most) = (0, 0f);
            for (var i = 0; i < count; i++)
                if (MathF.Abs(At(from[i..], stride)) is var height && height > most) (index, most) = (i, height);
            return index;
        }

        public static float Max(Vector<float> values)
        {
            var max = values[0];
            for (var i = 1; i < Vector<float>.Count; i++) max = Math.Max(max, values[i]);
            return max;
        }

        private float At(ReadOnlySpan<float> from, int stride)
        {
            var sum = 0f;
            for (var tap = 0; tap < taps.Length; tap++) sum += from[tap * stride] * taps[tap];
            return sum;
        }

        /// <summary>The modified Bessel function of the first kind and order zero.</summary>
        private static double Bessel(double x)
        {
            var (sum, term) = (1.0, 1.0);
            for (var k = 1; term > 1e-12 * sum; k++)
            {
                term *= x / (2 * k) * (x / (2 * k));
                sum += term;
            }
            return sum;
        }
    }
}
