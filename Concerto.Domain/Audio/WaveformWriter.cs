using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Concerto.Domain.Audio;

/// <summary>
/// Draws a <see cref="Waveform"/> while the samples go by, in memory that does not grow with the recording: whenever
/// <see cref="Waveform.MaxPoints"/> are full, neighbours are joined and each point stands for twice as many samples.
/// </summary>
/// <param name="sampleRate">In hertz.</param>
/// <param name="channels">Of the samples to come; more than two are drawn as one.</param>
public sealed class WaveformWriter(int sampleRate, int channels)
{
    private readonly int drawn = channels == 2 ? 2 : 1;
    private short[] values = new short[4096];
    private int points, samplesPerPoint = Waveform.FinestSamplesPerPoint, inPoint;
    private Extremes left = Extremes.None, right = Extremes.None;

    /// <summary>Samples per channel so far.</summary>
    public long Frames { get; private set; }

    /// <param name="samples">Interleaved, whole frames.</param>
    public void Add(ReadOnlySpan<short> samples)
    {
        Frames += samples.Length / channels;
        while (!samples.IsEmpty)
        {
            var frames = Math.Min(samplesPerPoint - inPoint, samples.Length / channels);
            Extend(samples[..(frames * channels)]);
            samples = samples[(frames * channels)..];
            inPoint += frames;
            if (inPoint == samplesPerPoint) EndPoint();
        }
    }

    /// <summary>Ends the last point and writes the file.</summary>
    public void WriteTo(Stream stream)
    {
        if (inPoint > 0) EndPoint();
        Span<byte> header = stackalloc byte[Waveform.HeaderLength];
        ReadOnlySpan<int> fields = [Waveform.Version, 0, sampleRate, samplesPerPoint, points, drawn];
        for (var i = 0; i < fields.Length; i++) BinaryPrimitives.WriteInt32LittleEndian(header[(i * 4)..], fields[i]);
        stream.Write(header);
        stream.Write(MemoryMarshal.AsBytes(values.AsSpan(0, points * drawn * 2)));
    }

    private void EndPoint()
    {
        var at = points++ * drawn * 2;
        if (values.Length < at + drawn * 2) Array.Resize(ref values, values.Length * 2);
        (values[at], values[at + 1]) = (left.Low, left.High);
        if (drawn == 2) (values[at + 2], values[at + 3]) = (right.Low, right.High);
        (left, right, inPoint) = (Extremes.None, Extremes.None, 0);
        if (points == Waveform.MaxPoints) JoinNeighbours();
    }

    private void JoinNeighbours()
    {
        var width = drawn * 2;
        for (var i = 0; i < points / 2 * width; i += 2)
        {
            var first = i / width * 2 * width + i % width;
            values[i] = Math.Min(values[first], values[first + width]);
            values[i + 1] = Math.Max(values[first + 1], values[first + width + 1]);
        }
        points /= 2;
        samplesPerPoint *= 2;
    }

    /// <summary>In stereo, even lanes of a vector are left and odd ones right, as a vector's width is even; otherwise all lanes are one.</summary>
    private void Extend(ReadOnlySpan<short> samples)
    {
        var i = 0;
        if (samples.Length >= Vector<short>.Count)
        {
            var (low, high) = (new Vector<short>(short.MaxValue), new Vector<short>(short.MinValue));
            for (; i <= samples.Length - Vector<short>.Count; i += Vector<short>.Count)
            {
                var next = new Vector<short>(samples[i..]);
                (low, high) = (Vector.Min(low, next), Vector.Max(high, next));
            }
            for (var lane = 0; lane < Vector<short>.Count; lane++) Side(lane).Extend(low[lane], high[lane]);
        }
        for (; i < samples.Length; i++) Side(i).Extend(samples[i], samples[i]);
    }

    private ref Extremes Side(int index) => ref drawn == 2 && index % 2 == 1 ? ref right : ref left;

    private struct Extremes(short low, short high)
    {
        public static Extremes None => new(short.MaxValue, short.MinValue);
        public short Low = low, High = high;

        public void Extend(short low, short high) => (Low, High) = (Math.Min(Low, low), Math.Max(High, high));
    }
}
