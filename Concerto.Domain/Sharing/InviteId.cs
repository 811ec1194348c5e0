namespace Concerto.Domain.Sharing;

/// <summary>The key of an invite.</summary>
public readonly record struct InviteId(Guid Value) : IEntityId<InviteId>
{
    public static char Tag => 'I';
    public static InviteId New() => new(Guid.CreateVersion7());
    public static InviteId From(Guid value) => new(value);
    public static InviteId Parse(string s, IFormatProvider? provider) => PublicId.Parse<InviteId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out InviteId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
