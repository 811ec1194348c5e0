namespace Concerto.Web.Features;

/// <summary>A use case that a schedule runs: computed from state when it runs (law 5), safe to run twice at once.</summary>
public interface IJob
{
    /// <returns>How much it did.</returns>
    Task<int> ExecuteAsync(CancellationToken ct);
}
