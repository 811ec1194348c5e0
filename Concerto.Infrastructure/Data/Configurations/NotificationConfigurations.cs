using Concerto.Domain.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

/// <summary>Without foreign keys: what happened stays true when what it happened to is gone.</summary>
internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> activity)
    {
        activity.HasKey(a => a.Sequence);
        activity.Property(a => a.Sequence).ValueGeneratedOnAdd();
        activity.Property(a => a.Kind).HasConversion<string>().HasMaxLength(32);
        activity.HasIndex(a => new { a.SongId, a.Sequence });
        activity.HasIndex(a => new { a.ProjectId, a.Sequence });
    }
}
