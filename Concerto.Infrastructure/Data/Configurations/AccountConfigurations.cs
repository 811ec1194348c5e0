using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

internal sealed class UserConfiguration : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> user)
    {
        user.Property(u => u.Name).HasMaxLength(Name.MaxLength);
        user.Property(u => u.NameKey).HasMaxLength(Name.MaxKeyLength);
        user.Property(u => u.Email).HasMaxLength(EmailAddress.MaxLength);
        user.Property(u => u.EmailKey).HasMaxLength(EmailAddress.MaxLength);
        user.Property(u => u.PasswordHash).HasMaxLength(200);
        user.Property(u => u.SecurityStamp).HasMaxLength(64);
        user.Property(u => u.TimeZone).HasMaxLength(Zone.MaxLength).HasDefaultValue(Zone.Utc);
        user.Property(u => u.FailedSignIns).IsConcurrencyToken(); // fifty guesses at once still count as fifty
        user.HasIndex(u => u.EmailKey).IsUnique();
        // For the admin's desk: those who wait, the admins and the disabled are few among many. Keys grow with time, so each is in the order of joining.
        user.HasIndex(u => new { u.VerifiedAt, u.Id });
        user.HasIndex(u => new { u.IsAdmin, u.Id });
        user.HasIndex(u => u.DisabledAt);
        user.HasIndex(u => new { u.DigestHour, u.TimeZone }); // whose digest is due
    }
}

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> session)
    {
        session.Property(s => s.Stamp).HasMaxLength(64);
        session.Property(s => s.Client).HasMaxLength(Session.MaxClientLength);
        session.Property(s => s.Browser).HasMaxLength(Session.MaxBrowserLength);
        session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
        session.HasIndex(s => s.SeenAt);
    }
}

internal sealed class AuthenticatorConfiguration : IEntityTypeConfiguration<Authenticator>
{
    public void Configure(EntityTypeBuilder<Authenticator> app)
    {
        app.HasKey(a => a.UserId);
        app.Property(a => a.Secret).HasMaxLength(500);
        app.Property(a => a.LastStep).IsConcurrencyToken(); // a code that comes twice at once works once
        app.Property(a => a.FailedTries).IsConcurrencyToken();
        app.HasOne<User>().WithOne().HasForeignKey<Authenticator>(a => a.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> code)
    {
        code.HasKey(c => new { c.UserId, c.CodeHash });
        code.Property(c => c.CodeHash).HasMaxLength(Secret.HashLength);
        code.Property(c => c.UsedAt).IsConcurrencyToken();
        code.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class AuditEntryConfiguration : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> entry)
    {
        entry.HasKey(e => e.Sequence);
        entry.Property(e => e.Sequence).ValueGeneratedOnAdd();
        entry.Property(e => e.Action).HasConversion<string>().HasMaxLength(32);
        entry.Property(e => e.Detail).HasMaxLength(AuditEntry.MaxDetailLength);
        entry.Property(e => e.Client).HasMaxLength(64);
        entry.HasIndex(e => new { e.PersonId, e.Sequence });
        entry.HasIndex(e => new { e.ActorId, e.Sequence });
        entry.HasIndex(e => new { e.Action, e.Sequence });
        entry.HasIndex(e => new { e.Client, e.Action }); // who else signed up from there
    }
}

internal sealed class MailedLinkConfiguration : IEntityTypeConfiguration<MailedLink>
{
    public void Configure(EntityTypeBuilder<MailedLink> link)
    {
        link.Property(l => l.Purpose).HasConversion<string>().HasMaxLength(32);
        link.Property(l => l.TokenHash).HasMaxLength(Secret.HashLength);
        link.Property(l => l.AddressKey).HasMaxLength(EmailAddress.MaxLength);
        link.Property(l => l.NewEmail).HasMaxLength(EmailAddress.MaxLength);
        link.OwnsOne(l => l.Pending, pending =>
        {
            pending.Property(p => p.Name).HasMaxLength(Name.MaxLength);
            pending.Property(p => p.PasswordHash).HasMaxLength(200);
            pending.Property(p => p.SessionHash).HasMaxLength(Secret.HashLength);
            pending.Property(p => p.Client).HasMaxLength(PendingSignUp.MaxClientLength);
            pending.Property(p => p.Browser).HasMaxLength(PendingSignUp.MaxBrowserLength);
            pending.Property(p => p.TimeZone).HasMaxLength(Zone.MaxLength);
            pending.HasIndex(p => p.SessionHash);
        });
        link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        link.HasIndex(l => l.TokenHash).IsUnique();
        link.HasIndex(l => new { l.UserId, l.CreatedAt });
    }
}

internal sealed class SignUpLinkConfiguration : IEntityTypeConfiguration<SignUpLink>
{
    public void Configure(EntityTypeBuilder<SignUpLink> link)
    {
        link.Property(l => l.TokenHash).HasMaxLength(Secret.HashLength);
        link.Property(l => l.Address).HasMaxLength(EmailAddress.MaxLength);
        link.Property(l => l.SessionHash).HasMaxLength(Secret.HashLength);
        link.HasOne<User>().WithMany().HasForeignKey(l => l.MadeById).OnDelete(DeleteBehavior.Cascade);
        link.HasIndex(l => l.TokenHash).IsUnique();
    }
}

internal sealed class ApiTokenConfiguration : IEntityTypeConfiguration<ApiToken>
{
    public void Configure(EntityTypeBuilder<ApiToken> token)
    {
        token.Property(t => t.Name).HasMaxLength(Name.MaxLength);
        token.Property(t => t.Beginning).HasMaxLength(24).HasDefaultValue(ApiToken.Prefix);
        token.Property(t => t.TokenHash).HasMaxLength(Secret.HashLength);
        token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        token.HasIndex(t => t.TokenHash).IsUnique();
    }
}

internal sealed class StoredKeyConfiguration : IEntityTypeConfiguration<StoredKey>
{
    public void Configure(EntityTypeBuilder<StoredKey> key)
    {
        key.Property(k => k.Name).HasMaxLength(200);
        key.HasKey(k => k.Name);
    }
}
