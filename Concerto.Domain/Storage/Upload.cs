using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;

namespace Concerto.Domain.Storage;

/// <summary>A version's bytes on their way. Signed for once, sent in parts, completed once; what is given up expires (laws 3 and 4).</summary>
public sealed class Upload
{
    /// <summary>How long an upload may lie without a sign of life.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private Upload() { }

    public Upload(SongVersion version, DateTime now)
    {
        Id = UploadId.New();
        VersionId = version.Id;
        UploaderId = version.UploaderId;
        var plan = PartPlan.For(version.ByteSize);
        (ByteSize, PartSize) = (plan.ByteSize, plan.PartSize);
        (CreatedAt, ExpiresAt) = (now, now + Lifetime);
    }

    public UploadId Id { get; private set; }
    public VersionId VersionId { get; private set; }
    public UserId UploaderId { get; private set; }
    public long ByteSize { get; private set; }
    public long PartSize { get; private set; }
    public PartPlan Parts => new(ByteSize, PartSize);

    /// <summary>The store's id of the multipart upload; null until the store was first asked (rows are committed before network calls).</summary>
    public string? StoreUploadId { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>Moves on whenever more parts are signed.</summary>
    public DateTime ExpiresAt { get; private set; }

    public DateTime? CompletedAt { get; private set; }

    public bool IsOpen(DateTime now) => CompletedAt is null && now < ExpiresAt;

    public void Opened(string storeUploadId) => StoreUploadId = storeUploadId;

    public void KeepAlive(DateTime now) => ExpiresAt = now + Lifetime;
}
