namespace Concerto.Domain.Sharing;

/// <summary>The key of a link to what was shared.</summary>
public readonly record struct InviteLinkId(Guid Value) : IEntityId<InviteLinkId>
{
    public static char Tag => 'A';
    public static InviteLinkId New() => new(Guid.CreateVersion7());
    public static InviteLinkId From(Guid value) => new(value);
    public static InviteLinkId Parse(string s, IFormatProvider? provider) => PublicId.Parse<InviteLinkId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out InviteLinkId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
