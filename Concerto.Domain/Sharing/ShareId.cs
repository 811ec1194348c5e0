namespace Concerto.Domain.Sharing;

/// <summary>The key of a share.</summary>
public readonly record struct ShareId(Guid Value) : IEntityId<ShareId>
{
    public static char Tag => 'H';
    public static ShareId New() => new(Guid.CreateVersion7());
    public static ShareId From(Guid value) => new(value);
    public static ShareId Parse(string s, IFormatProvider? provider) => PublicId.Parse<ShareId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out ShareId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
