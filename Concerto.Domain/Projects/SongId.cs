namespace Concerto.Domain.Projects;

/// <summary>The key of a song.</summary>
public readonly record struct SongId(Guid Value) : IEntityId<SongId>
{
    public static char Tag => 'S';
    public static SongId New() => new(Guid.CreateVersion7());
    public static SongId From(Guid value) => new(value);
    public static SongId Parse(string s, IFormatProvider? provider) => PublicId.Parse<SongId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out SongId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
