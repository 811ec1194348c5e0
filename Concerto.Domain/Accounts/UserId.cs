namespace Concerto.Domain.Accounts;

/// <summary>The key of a person.</summary>
public readonly record struct UserId(Guid Value) : IEntityId<UserId>
{
    public static char Tag => 'U';
    public static UserId New() => new(Guid.CreateVersion7());
    public static UserId From(Guid value) => new(value);
    public static UserId Parse(string s, IFormatProvider? provider) => PublicId.Parse<UserId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out UserId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
