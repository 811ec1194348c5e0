using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

internal sealed class OutboundEmailConfiguration : IEntityTypeConfiguration<OutboundEmail>
{
    public void Configure(EntityTypeBuilder<OutboundEmail> mail)
    {
        mail.Property(m => m.State).HasConversion<string>().HasMaxLength(32);
        mail.Property(m => m.To).HasMaxLength(EmailAddress.MaxLength);
        mail.Property(m => m.DedupeKey).HasMaxLength(OutboundEmail.MaxDedupeKeyLength);
        mail.Property(m => m.ProviderId).HasMaxLength(255);
        mail.Property(m => m.LastError).HasMaxLength(OutboundEmail.MaxErrorLength);
        mail.Property(m => m.LeaseToken).IsConcurrencyToken(); // only who holds the lease records the outcome
        mail.Property(m => m.Client).HasMaxLength(64);
        mail.HasIndex(m => m.DedupeKey).IsUnique();
        mail.HasIndex(m => new { m.State, m.Lane, m.NextAttemptAt });
    }
}
