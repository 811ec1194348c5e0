namespace Concerto.Domain.Storage;

/// <summary>How a file is cut into parts: all of one size but the last, as R2 asks.</summary>
/// <param name="ByteSize">The whole file.</param>
/// <param name="PartSize">8 to 64 MiB by file size, so that there are never more than 10,000 parts and a lost part is cheap to send again.</param>
public readonly record struct PartPlan(long ByteSize, long PartSize)
{
    private const long MiB = 1024 * 1024;

    public static PartPlan For(long byteSize) => new(byteSize, byteSize switch
    {
        <= 512 * MiB => 8 * MiB,
        <= 2048 * MiB => 32 * MiB,
        _ => 64 * MiB,
    });

    public int Count => (int)((ByteSize + PartSize - 1) / PartSize);

    /// <summary>The exact length of part <paramref name="number"/> (from 1).</summary>
    public long LengthOf(int number) => number == Count ? ByteSize - (Count - 1) * PartSize : PartSize;
}
