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
        mail.Property(m => m.AddressKey).HasMaxLength(EmailAddress.MaxLength);
        mail.Property(m => m.DedupeKey).HasMaxLength(OutboundEmail.MaxDedupeKeyLength);
        mail.Property(m => m.ProviderId).HasMaxLength(255);
        mail.Property(m => m.LastError).HasMaxLength(OutboundEmail.MaxErrorLength);
        // Only who holds the lease records the outcome, and nothing is claimed that has just expired or been dropped.
        mail.Property(m => m.LeaseToken).IsConcurrencyToken();
        mail.Property(m => m.State).IsConcurrencyToken();
        mail.Property(m => m.CollaboratorId).IsConcurrencyToken(); // it may just have been shared again
        mail.Property(m => m.Client).HasMaxLength(64);
        mail.HasIndex(m => m.DedupeKey).IsUnique();
        mail.HasIndex(m => new { m.State, m.Lane, m.NextAttemptAt });
        mail.HasIndex(m => new { m.State, m.Id }); // the newest of those that have come this far
        mail.HasIndex(m => m.ProviderId);
        mail.HasIndex(m => m.SentAt);
        // The caps look back over a day.
        mail.HasIndex(m => new { m.AddressKey, m.TakenAt });
        mail.HasIndex(m => new { m.SenderId, m.TakenAt });
        mail.HasIndex(m => new { m.Client, m.TakenAt });
    }
}

internal sealed class MailUsageConfiguration : IEntityTypeConfiguration<MailUsage>
{
    public void Configure(EntityTypeBuilder<MailUsage> usage)
    {
        usage.HasKey(u => u.Period);
        usage.Property(u => u.Period).HasMaxLength(10);
    }
}

internal sealed class MailSenderConfiguration : IEntityTypeConfiguration<MailSender>
{
    public void Configure(EntityTypeBuilder<MailSender> sender)
    {
        sender.Property(s => s.Id).ValueGeneratedNever();
        sender.Property(s => s.Pause).HasConversion<string>().HasMaxLength(32);
        sender.Property(s => s.Reason).HasMaxLength(OutboundEmail.MaxErrorLength);
        sender.Property(s => s.Failure).HasMaxLength(OutboundEmail.MaxErrorLength);
    }
}

internal sealed class SuppressionConfiguration : IEntityTypeConfiguration<Suppression>
{
    public void Configure(EntityTypeBuilder<Suppression> suppression)
    {
        suppression.HasKey(s => s.AddressKey);
        suppression.Property(s => s.AddressKey).HasMaxLength(EmailAddress.MaxLength);
        suppression.Property(s => s.Address).HasMaxLength(EmailAddress.MaxLength);
        suppression.Property(s => s.Reason).HasConversion<string>().HasMaxLength(32);
        suppression.Property(s => s.Detail).HasMaxLength(OutboundEmail.MaxErrorLength);
    }
}

internal sealed class WebhookReceiptConfiguration : IEntityTypeConfiguration<WebhookReceipt>
{
    public void Configure(EntityTypeBuilder<WebhookReceipt> receipt) => receipt.Property(r => r.Id).HasMaxLength(WebhookReceipt.MaxIdLength);
}
