namespace Concerto.Domain.Accounts;

/// <summary>The key of a web session.</summary>
public readonly record struct SessionId(Guid Value) : IEntityId<SessionId>
{
    public static char Tag => 'W';
    public static SessionId New() => new(Guid.CreateVersion7());
    public static SessionId From(Guid value) => new(value);
    public static SessionId Parse(string s, IFormatProvider? provider) => PublicId.Parse<SessionId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out SessionId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
