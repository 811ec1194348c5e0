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
        share.Property(s => s.Message).HasMaxLength(Invite.MaxMessageLength);
        share.HasOne<User>().WithMany().HasForeignKey(s => s.SharedById).OnDelete(DeleteBehavior.SetNull);
        share.Ignore(s => s.Key);
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
        invite.Ignore(i => i.Key);
        invite.HasOne<Project>().WithMany().HasForeignKey(i => i.ProjectId).OnDelete(DeleteBehavior.Cascade);
        invite.HasOne<Song>().WithMany().HasForeignKey(i => i.SongId).OnDelete(DeleteBehavior.Cascade);
        invite.HasOne<User>().WithMany().HasForeignKey(i => i.InviterId).OnDelete(DeleteBehavior.Cascade);
        invite.HasIndex(i => new { i.AddressKey, i.ProjectId }).IsUnique();
        invite.HasIndex(i => new { i.AddressKey, i.SongId }).IsUnique();
    }
}

internal sealed class InviteLinkConfiguration : IEntityTypeConfiguration<InviteLink>
{
    public void Configure(EntityTypeBuilder<InviteLink> link)
    {
        link.Property(l => l.TokenHash).HasMaxLength(Secret.HashLength);
        link.HasIndex(l => l.TokenHash).IsUnique();
        link.HasIndex(l => l.CollaboratorId);
    }
}
