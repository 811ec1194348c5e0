namespace Concerto.Domain.Projects;

/// <summary>The key of a version of a song.</summary>
public readonly record struct VersionId(Guid Value) : IEntityId<VersionId>
{
    public static char Tag => 'V';
    public static VersionId New() => new(Guid.CreateVersion7());
    public static VersionId From(Guid value) => new(value);
    public static VersionId Parse(string s, IFormatProvider? provider) => PublicId.Parse<VersionId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out VersionId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
