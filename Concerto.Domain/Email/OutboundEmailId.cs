namespace Concerto.Domain.Email;

/// <summary>The key of an outgoing mail.</summary>
public readonly record struct OutboundEmailId(Guid Value) : IEntityId<OutboundEmailId>
{
    public static char Tag => 'E';
    public static OutboundEmailId New() => new(Guid.CreateVersion7());
    public static OutboundEmailId From(Guid value) => new(value);
    public static OutboundEmailId Parse(string s, IFormatProvider? provider) => PublicId.Parse<OutboundEmailId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out OutboundEmailId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
