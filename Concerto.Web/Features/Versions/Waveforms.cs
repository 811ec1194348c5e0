using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Storage;

namespace Concerto.Web.Features.Versions;

/// <summary>Reads the waveform of a version that the caller may hear.</summary>
public sealed class Waveforms(IObjectStore store)
{
    public const int MaxPoints = 20_000;

    /// <returns>Lowest and highest sample of each of at most <paramref name="points"/> equal stretches, −32768 to 32767, in pairs; null before it is measured.</returns>
    public async Task<short[]?> ReadAsync(SongVersion version, int points, CancellationToken ct)
    {
        if (version.Measurements is null) return null;
        await using var stream = await store.OpenAsync(ObjectKeys.Waveform(version.Id), ct);
        return stream is null ? null : (await Waveform.ReadAsync(stream, ct)).Resample(Math.Clamp(points, 1, MaxPoints));
    }
}
