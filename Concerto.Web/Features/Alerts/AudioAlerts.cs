using Concerto.Domain.Audio;
using Concerto.Infrastructure.Data;

namespace Concerto.Web.Features.Alerts;

/// <summary>Tells admins that recordings can't be listened to on this machine: without ffmpeg they wait.</summary>
public sealed class AudioAlerts(IAudioAnalyser analyser) : IAlertSource
{
    public async Task<IReadOnlyList<Alert>> LookAsync(ConcertoDbContext db, CancellationToken ct) =>
        await analyser.UnavailableReasonAsync(ct) is { } reason ? [new($"Uploads wait for analysis: {reason.Trim()}", "/admin", IsUrgent: true)] : [];
}
