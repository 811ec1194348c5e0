namespace Concerto.Domain.Accounts;

/// <summary>The key of a personal access token.</summary>
public readonly record struct ApiTokenId(Guid Value) : IEntityId<ApiTokenId>
{
    public static char Tag => 'T';
    public static ApiTokenId New() => new(Guid.CreateVersion7());
    public static ApiTokenId From(Guid value) => new(value);
    public static ApiTokenId Parse(string s, IFormatProvider? provider) => PublicId.Parse<ApiTokenId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out ApiTokenId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
