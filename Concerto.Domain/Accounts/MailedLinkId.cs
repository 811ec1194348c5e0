namespace Concerto.Domain.Accounts;

/// <summary>The key of a link in a mail.</summary>
public readonly record struct MailedLinkId(Guid Value) : IEntityId<MailedLinkId>
{
    public static char Tag => 'M';
    public static MailedLinkId New() => new(Guid.CreateVersion7());
    public static MailedLinkId From(Guid value) => new(value);
    public static MailedLinkId Parse(string s, IFormatProvider? provider) => PublicId.Parse<MailedLinkId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out MailedLinkId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
