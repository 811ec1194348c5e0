using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

internal sealed class ShareConfiguration : IEntityTypeConfiguration<Share>
{
    public void Configure(EntityTypeBuilder<Share> share)
    {
        share.HasOne<Project>().WithMany().HasForeignKey(s => s.ProjectId).OnDelete(DeleteBehavior.Cascade);
        share.HasOne<Song>().WithMany().HasForeignKey(s => s.SongId).OnDelete(DeleteBehavior.Cascade);
        share.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        share.Property(s => s.Address).HasMaxLength(EmailAddress.MaxLength);
        share.HasIndex(s => new { s.UserId, s.ProjectId }).IsUnique();
        share.HasIndex(s => new { s.UserId, s.SongId }).IsUnique();
    }
}

internal sealed class InviteConfiguration : IEntityTypeConfiguration<Invite>
{
    public void Configure(EntityTypeBuilder<Invite> invite)
    {
        invite.Property(i => i.Address).HasMaxLength(EmailAddress.MaxLength);
        invite.Property(i => i.AddressKey).HasMaxLength(EmailAddress.MaxLength);
        invite.Property(i => i.Message).HasMaxLength(Invite.MaxMessageLength);
        invite.HasOne<Project>().WithMany().HasForeignKey(i => i.ProjectId).OnDelete(DeleteBehavior.Cascade);
        invite.HasOne<Song>().WithMany().HasForeignKey(i => i.SongId).OnDelete(DeleteBehavior.Cascade);
        invite.HasOne<User>().WithMany().HasForeignKey(i => i.InviterId).OnDelete(DeleteBehavior.Cascade);
        invite.HasIndex(i => new { i.AddressKey, i.ProjectId }).IsUnique();
        invite.HasIndex(i => new { i.AddressKey, i.SongId }).IsUnique();
    }
}
