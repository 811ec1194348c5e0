using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Concerto.Infrastructure.Data;

/// <summary>
/// The whole of Concerto's state. Each database has a context of its own beneath this one, because each has its own migrations.
/// Strings are compared byte by byte on both; uniqueness rests on keys that the domain computes, never on a collation.
/// </summary>
public abstract class ConcertoDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<MailedLink> MailedLinks => Set<MailedLink>();
    public DbSet<SignUpLink> SignUpLinks => Set<SignUpLink>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();
    public DbSet<OutboundEmail> OutboundEmails => Set<OutboundEmail>();
    public DbSet<MailUsage> MailUsages => Set<MailUsage>();
    public DbSet<MailSender> MailSenders => Set<MailSender>();
    public DbSet<Suppression> Suppressions => Set<Suppression>();
    public DbSet<WebhookReceipt> WebhookReceipts => Set<WebhookReceipt>();
    public DbSet<StoredKey> Keys => Set<StoredKey>();
    public DbSet<Project> Projects => Set<Project>();
    public DbSet<Song> Songs => Set<Song>();
    public DbSet<SongVersion> Versions => Set<SongVersion>();
    public DbSet<Comment> Comments => Set<Comment>();
    public DbSet<Share> Shares => Set<Share>();
    public DbSet<Invite> Invites => Set<Invite>();
    public DbSet<InviteLink> InviteLinks => Set<InviteLink>();
    public DbSet<Activity> Activities => Set<Activity>();
    public DbSet<Notification> Notifications => Set<Notification>();
    public DbSet<Digest> Digests => Set<Digest>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<ObjectDeletion> ObjectDeletions => Set<ObjectDeletion>();
    public DbSet<AnalysisJob> AnalysisJobs => Set<AnalysisJob>();
    public DbSet<Lease> Leases => Set<Lease>();
    public DbSet<JobRun> JobRuns => Set<JobRun>();
    public DbSet<Heartbeat> Heartbeats => Set<Heartbeat>();
    public DbSet<IdempotencyRecord> IdempotencyRecords => Set<IdempotencyRecord>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ConcertoDbContext).Assembly);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        foreach (var id in typeof(IEntityId<>).Assembly.GetTypes().Where(IsEntityId))
            configurationBuilder.Properties(id).HaveConversion(typeof(IdConverter<>).MakeGenericType(id));
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<VersionStatus>().HaveConversion<string>().HaveMaxLength(32);
        configurationBuilder.Properties<RenditionStatus>().HaveConversion<string>().HaveMaxLength(32);
        configurationBuilder.Properties<RejectionCode>().HaveConversion<string>().HaveMaxLength(32);
        configurationBuilder.Properties<StereoImage>().HaveConversion<string>().HaveMaxLength(32);

        static bool IsEntityId(Type type) => type.IsValueType && type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEntityId<>));
    }

    private sealed class IdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value)) where TId : struct, IEntityId<TId>
    {
        private static TId Make(Guid value) => TId.From(value); // expression trees can't hold static abstract calls
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(time => time, time => DateTime.SpecifyKind(time, DateTimeKind.Utc));
}

/// <summary>Concerto on SQLite: the default.</summary>
public sealed class SqliteConcertoDbContext(DbContextOptions<SqliteConcertoDbContext> options) : ConcertoDbContext(options)
{
    // Without statistics SQLite takes rows without a value for rare, and would look for what is not in the bin among all that is not in the bin.
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var index in modelBuilder.Model.GetEntityTypes().Where(entity => !entity.IsOwned()).SelectMany(entity => entity.GetIndexes()))
            if (index is { IsUnique: false, Properties: [{ IsNullable: true } column] }) index.SetFilter($"\"{column.Name}\" IS NOT NULL");
    }
}

/// <summary>Concerto on MySQL or MariaDB.</summary>
public sealed class MySqlConcertoDbContext(DbContextOptions<MySqlConcertoDbContext> options) : ConcertoDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasCharSet("utf8mb4").UseCollation("utf8mb4_bin");
        base.OnModelCreating(modelBuilder);
    }
}
