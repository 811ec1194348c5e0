using System.Buffers.Binary;

namespace Concerto.Infrastructure.Audio;

/// <summary>What ffprobe keeps to itself about a WAV file: it reports the sound that is there, not what was promised.</summary>
/// <param name="PromisedBytes">
/// Of sound; 0 when the length was never filled in: a recorder that streams, or crashed, leaves 0, −1 or a little under 2 or 4 GiB there.
/// </param>
/// <param name="IsRf64">The form for more than 4 GiB, which browsers don't know.</param>
internal readonly record struct WavHeader(long PromisedBytes, bool IsRf64)
{
    /// <summary>Real files have a dozen; a hostile one may be nothing but empty chunks.</summary>
    private const int MaxChunks = 1000;

    /// <summary>More than any file holds, so a lie.</summary>
    private const long MaxPromise = 1L << 50;

    public static WavHeader Read(Stream file)
    {
        Span<byte> head = stackalloc byte[24];
        int Fill(long at, Span<byte> bytes)
        {
            file.Position = at;
            return file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        }

        Fill(0, head[..12]);
        var (rifx, rf64) = (head.StartsWith("RIFX"u8), head.StartsWith("RF64"u8) || head.StartsWith("BW64"u8));
        var (at, promised64) = (12L, 0L);
        for (var chunk = 0; chunk < MaxChunks && Fill(at, head) >= 8; chunk++)
        {
            long size = rifx ? BinaryPrimitives.ReadUInt32BigEndian(head[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
            if (head.StartsWith("ds64"u8)) promised64 = BinaryPrimitives.ReadInt64LittleEndian(head[16..]);
            if (head.StartsWith("data"u8))
                return new(rf64 && size == uint.MaxValue ? promised64 is > 0 and < MaxPromise ? promised64 : 0 : Plausible(size), rf64);
            at += 8 + size + (size & 1);
        }
        return new(0, rf64);
    }

    private static long Plausible(long size) => size is >= 0xFFFF_FF00 or (>= 0x7FFF_F000 and <= 0x8000_0000) ? 0 : size;
}
