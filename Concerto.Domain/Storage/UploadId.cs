namespace Concerto.Domain.Storage;

/// <summary>The key of an upload.</summary>
public readonly record struct UploadId(Guid Value) : IEntityId<UploadId>
{
    public static char Tag => 'L';
    public static UploadId New() => new(Guid.CreateVersion7());
    public static UploadId From(Guid value) => new(value);
    public static UploadId Parse(string s, IFormatProvider? provider) => PublicId.Parse<UploadId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out UploadId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
