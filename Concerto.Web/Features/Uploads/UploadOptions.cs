namespace Concerto.Web.Features.Uploads;

/// <summary>The section <c>Concerto:Upload</c>.</summary>
public sealed class UploadOptions
{
    public const string Section = "Concerto:Upload";

    /// <summary>The largest file taken, in bytes.</summary>
    public long MaxBytes { get; set; } = 4L * 1024 * 1024 * 1024;

    /// <summary>What one owner's projects may hold, in bytes; null for no limit.</summary>
    public long? QuotaPerOwner { get; set; }

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { MaxBytes: < 1 } => $"{Section}:MaxBytes is {MaxBytes}; it must be at least 1.",
        { QuotaPerOwner: < 1 } => $"{Section}:QuotaPerOwner is {QuotaPerOwner}; it must be at least 1, or left out.",
        _ => null,
    };
}
