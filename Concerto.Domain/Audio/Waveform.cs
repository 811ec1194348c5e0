using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Concerto.Domain.Audio;

/// <summary>
/// The outline of a recording: the lowest and highest sample of each stretch of it, per channel, as 16-bit values. Kept in the
/// layout of audiowaveform .dat version 2: 24 bytes of header, then for each point and channel a minimum and a maximum, all little-endian.
/// </summary>
/// <remarks>
/// One level is stored, fine enough to zoom into (256 samples a point, coarser only in long recordings so that there are never more than
/// <see cref="MaxPoints"/>: at most 1 MiB); every coarser one is exactly what <see cref="Resample"/> makes of it.
/// Mono and stereo keep their channels; with more, one outline covers them all.
/// </remarks>
public sealed class Waveform
{
    /// <summary>An even number, so that points can be joined in pairs when there would be more.</summary>
    public const int MaxPoints = 131_072;

    internal const int HeaderLength = 24, Version = 2, FinestSamplesPerPoint = 256;

    private readonly short[] values;

    private Waveform(int sampleRate, int samplesPerPoint, int points, int channels, short[] values) =>
        (SampleRate, SamplesPerPoint, Points, Channels, this.values) = (sampleRate, samplesPerPoint, points, channels, values);

    /// <summary>In hertz.</summary>
    public int SampleRate { get; }

    /// <summary>A power of two from 256 up; the last point may stand for fewer.</summary>
    public int SamplesPerPoint { get; }

    public int Points { get; }

    /// <summary>1 or 2.</summary>
    public int Channels { get; }

    /// <exception cref="InvalidDataException">It is no waveform that <see cref="WaveformWriter"/> wrote.</exception>
    public static async Task<Waveform> ReadAsync(Stream stream, CancellationToken ct)
    {
        try
        {
            var header = new byte[HeaderLength];
            await stream.ReadExactlyAsync(header, ct);
            int Field(int index) => BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(index * 4));
            var (sampleRate, samplesPerPoint, points, channels) = (Field(2), Field(3), Field(4), Field(5));
            if (Field(0) != Version || Field(1) != 0 || sampleRate <= 0 || samplesPerPoint <= 0 || points is < 0 or > MaxPoints || channels is not (1 or 2))
                throw new InvalidDataException("This is not a waveform of version 2 with 16-bit values.");
            var bytes = new byte[points * channels * 2 * sizeof(short)];
            await stream.ReadExactlyAsync(bytes, ct);
            return new(sampleRate, samplesPerPoint, points, channels, MemoryMarshal.Cast<byte, short>(bytes).ToArray());
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The waveform ends early.", e);
        }
    }

    /// <summary>
    /// The outline in <paramref name="points"/> equal steps over the whole recording, all channels in one: minimum, maximum,
    /// minimum, maximum … Never more steps than <see cref="Points"/>, as nothing is made up between them.
    /// </summary>
    public short[] Resample(int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        points = Math.Min(points, Points);
        var outline = new short[points * 2];
        for (var i = 0; i < points; i++)
        {
            // Rounded outwards: a peak on a border belongs to both neighbours rather than to none.
            var from = (int)((long)i * Points / points);
            var to = (int)(((long)(i + 1) * Points + points - 1) / points);
            var (low, high) = (short.MaxValue, short.MinValue);
            for (var at = from * Channels * 2; at < to * Channels * 2; at += 2)
            {
                low = Math.Min(low, values[at]);
                high = Math.Max(high, values[at + 1]);
            }
            (outline[i * 2], outline[i * 2 + 1]) = (low, high);
        }
        return outline;
    }
}
