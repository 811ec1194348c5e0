namespace Concerto.Domain.Storage;

/// <summary>No such upload: unknown, somebody else's, given up or expired.</summary>
public sealed class UploadNotFoundException(string? field = null) : NotFoundException("upload", field);

/// <summary>The file is larger than this Concerto takes.</summary>
public sealed class FileTooLargeException(long limitBytes, string field) : DomainException($"That file is too large. The limit is {(limitBytes % (1 << 30) == 0 ? $"{limitBytes >> 30} GB" : $"{limitBytes >> 20:N0} MB")}.", field)
{
    /// <summary>The largest size taken, in bytes.</summary>
    public long LimitBytes { get; } = limitBytes;
}

/// <summary>The owner has no room left.</summary>
public sealed class QuotaExceededException(long quotaBytes, long usedBytes, string field)
    : DomainException($"The project's owner has used {usedBytes / (1024 * 1024):N0} of {quotaBytes / (1024 * 1024):N0} MiB; there is no room for that file.", field)
{
    /// <summary>What the owner may store, in bytes.</summary>
    public long QuotaBytes { get; } = quotaBytes;

    /// <summary>What the owner stores now, in bytes.</summary>
    public long UsedBytes { get; } = usedBytes;
}

/// <summary>Some parts have not arrived, or not whole. Send them and complete again.</summary>
public sealed class UploadIncompleteException(IReadOnlyList<int> missingParts, string field)
    : DomainException(missingParts.Count == 1 ? $"Part {missingParts[0]} has not arrived." : $"{missingParts.Count} parts have not arrived.", field)
{
    /// <summary>The numbers of the missing parts; the first hundred of them.</summary>
    public IReadOnlyList<int> MissingParts { get; } = [.. missingParts.Take(100)];
}
