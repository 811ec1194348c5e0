using Concerto.Infrastructure.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Concerto.Infrastructure.Data.Configurations;

internal sealed class LeaseConfiguration : IEntityTypeConfiguration<Lease>
{
    public void Configure(EntityTypeBuilder<Lease> lease)
    {
        lease.HasKey(l => l.Name);
        lease.Property(l => l.Name).HasMaxLength(Lease.MaxNameLength);
        lease.Property(l => l.Node).HasMaxLength(Lease.MaxNodeLength);
    }
}

internal sealed class JobRunConfiguration : IEntityTypeConfiguration<JobRun>
{
    public void Configure(EntityTypeBuilder<JobRun> run)
    {
        run.HasKey(r => r.Sequence);
        run.Property(r => r.Sequence).ValueGeneratedOnAdd();
        run.Property(r => r.Job).HasMaxLength(Lease.MaxNameLength);
        run.Property(r => r.Node).HasMaxLength(Lease.MaxNodeLength);
        run.Property(r => r.Error).HasMaxLength(JobRun.MaxErrorLength);
        run.HasIndex(r => new { r.Job, r.Tick }).IsUnique(); // one tick, one node
        run.HasIndex(r => r.StartedAt);
    }
}

internal sealed class HeartbeatConfiguration : IEntityTypeConfiguration<Heartbeat>
{
    public void Configure(EntityTypeBuilder<Heartbeat> heartbeat)
    {
        heartbeat.HasKey(h => h.Job);
        heartbeat.Property(h => h.Job).HasMaxLength(Lease.MaxNameLength);
        heartbeat.Property(h => h.LastError).HasMaxLength(JobRun.MaxErrorLength);
    }
}
