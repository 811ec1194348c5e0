namespace Concerto.Domain.Accounts;

/// <summary>The key of a link that opens the sign-up.</summary>
public readonly record struct SignUpLinkId(Guid Value) : IEntityId<SignUpLinkId>
{
    public static char Tag => 'G';
    public static SignUpLinkId New() => new(Guid.CreateVersion7());
    public static SignUpLinkId From(Guid value) => new(value);
    public static SignUpLinkId Parse(string s, IFormatProvider? provider) => PublicId.Parse<SignUpLinkId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out SignUpLinkId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
