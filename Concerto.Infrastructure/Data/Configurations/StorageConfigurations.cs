using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

internal sealed class UploadConfiguration : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> upload)
    {
        upload.Property(u => u.StoreUploadId).HasMaxLength(1024); // R2's are long
        upload.HasOne<SongVersion>().WithOne().HasForeignKey<Upload>(u => u.VersionId).OnDelete(DeleteBehavior.Cascade);
        upload.HasOne<User>().WithMany().HasForeignKey(u => u.UploaderId).OnDelete(DeleteBehavior.Restrict);
        upload.HasIndex(u => u.ExpiresAt);
    }
}

internal sealed class ObjectDeletionConfiguration : IEntityTypeConfiguration<ObjectDeletion>
{
    public void Configure(EntityTypeBuilder<ObjectDeletion> deletion)
    {
        deletion.HasKey(d => d.Key);
        deletion.Property(d => d.Key).HasMaxLength(255);
        deletion.HasIndex(d => d.DueAt);
    }
}

internal sealed class AnalysisJobConfiguration : IEntityTypeConfiguration<AnalysisJob>
{
    public void Configure(EntityTypeBuilder<AnalysisJob> job)
    {
        job.HasKey(j => new { j.VersionId, j.Stage });
        job.HasOne<SongVersion>().WithMany().HasForeignKey(j => j.VersionId).OnDelete(DeleteBehavior.Cascade);
        job.HasIndex(j => new { j.Stage, j.DueAt });
    }
}

internal sealed class IdempotencyRecordConfiguration : IEntityTypeConfiguration<IdempotencyRecord>
{
    public void Configure(EntityTypeBuilder<IdempotencyRecord> record)
    {
        record.HasKey(r => new { r.UserId, r.Key });
        record.Property(r => r.Key).HasMaxLength(200);
        record.Property(r => r.Fingerprint).HasMaxLength(64);
        record.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
        record.HasIndex(r => r.CreatedAt);
    }
}
