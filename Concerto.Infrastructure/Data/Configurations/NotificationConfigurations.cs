using Concerto.Domain.Accounts;
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

/// <summary>Without foreign keys to what it points at, as activity; it goes with its person.</summary>
internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.Property(n => n.Kind).HasConversion<string>().HasMaxLength(32);
        notification.HasOne(n => n.Activity).WithMany().HasForeignKey(n => n.ActivitySequence).OnDelete(DeleteBehavior.Cascade);
        notification.HasOne<User>().WithMany().HasForeignKey(n => n.UserId).OnDelete(DeleteBehavior.Cascade);
        notification.HasIndex(n => new { n.UserId, n.ReadAt, n.Id, n.MailId }); // the unread, in order; and of a hundred thousand people who has some that no mail carries
        notification.HasIndex(n => new { n.UserId, n.ActivitySequence }); // the list, from wherever one reads on
        notification.HasIndex(n => n.MailId);
    }
}

internal sealed class DigestConfiguration : IEntityTypeConfiguration<Digest>
{
    public void Configure(EntityTypeBuilder<Digest> digest)
    {
        digest.HasKey(d => new { d.UserId, d.LocalDate }); // law 6
        digest.HasOne<User>().WithMany().HasForeignKey(d => d.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
