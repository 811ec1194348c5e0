namespace Concerto.Domain.Accounts;

/// <summary>The id of an entry of the audit log: its place in it.</summary>
public readonly record struct AuditEntryId(long Sequence) : IPublicId<AuditEntryId>
{
    public static char Tag => 'D';
    public static AuditEntryId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw new FormatException($"“{s}” is not the id of an entry of the audit log.");

    public static bool TryParse(string? s, IFormatProvider? provider, out AuditEntryId result)
    {
        var isOne = PublicId.TryRead(s, Tag, out long sequence);
        result = new(sequence);
        return isOne;
    }

    public override string ToString() => PublicId.Format(Tag, Sequence);
}
