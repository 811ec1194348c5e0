using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

internal sealed class ProjectConfiguration : IEntityTypeConfiguration<Project>
{
    public void Configure(EntityTypeBuilder<Project> project)
    {
        project.Property(p => p.Name).HasMaxLength(Name.MaxLength);
        project.Property(p => p.NameKey).HasMaxLength(Name.MaxKeyLength);
        project.HasOne<User>().WithMany().HasForeignKey(p => p.OwnerId).OnDelete(DeleteBehavior.Restrict);
        project.HasIndex(p => new { p.OwnerId, p.NameKey }).IsUnique();
        project.HasIndex(p => new { p.OwnerId, p.DeletedAt, p.NameKey, p.Id }); // the list, in its order
        project.HasIndex(p => p.DeletedAt);
    }
}

internal sealed class SongConfiguration : IEntityTypeConfiguration<Song>
{
    public void Configure(EntityTypeBuilder<Song> song)
    {
        song.Property(s => s.Name).HasMaxLength(Name.MaxLength);
        song.Property(s => s.NameKey).HasMaxLength(Name.MaxKeyLength);
        song.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectId).OnDelete(DeleteBehavior.Cascade);
        song.HasIndex(s => new { s.ProjectId, s.NameKey }).IsUnique();
        song.HasIndex(s => new { s.ProjectId, s.DeletedAt, s.NameKey, s.Id }); // the list, in its order: MariaDB sorts what the unique one finds
        song.HasIndex(s => s.DeletedAt);
    }
}

internal sealed class SongVersionConfiguration : IEntityTypeConfiguration<SongVersion>
{
    public void Configure(EntityTypeBuilder<SongVersion> version)
    {
        version.Property(v => v.Label).HasMaxLength(Name.MaxLength);
        version.Property(v => v.LabelKey).HasMaxLength(Name.MaxKeyLength);
        version.Property(v => v.FileName).HasMaxLength(255);
        version.Property(v => v.Sha256).HasMaxLength(64);
        version.Property(v => v.RejectionMessage).HasMaxLength(500);
        version.Property(v => v.SniffedContentType).HasMaxLength(50);
        version.Property(v => v.Overview).HasMaxLength(2 * SongVersion.OverviewPoints);
        version.OwnsOne(v => v.Measurements, measured =>
        {
            measured.Property(m => m.Container).HasMaxLength(20);
            measured.Property(m => m.Codec).HasMaxLength(50);
            measured.Property(m => m.ContentType).HasMaxLength(50);
        });
        version.HasOne<Song>().WithMany().HasForeignKey(v => v.SongId).OnDelete(DeleteBehavior.Cascade);
        version.HasOne<User>().WithMany().HasForeignKey(v => v.UploaderId).OnDelete(DeleteBehavior.Restrict);
        version.HasIndex(v => new { v.SongId, v.Number }).IsUnique();
        version.HasIndex(v => new { v.SongId, v.LabelKey }).IsUnique();
        version.HasIndex(v => v.DeletedAt);
    }
}
