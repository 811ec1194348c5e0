namespace Concerto.Domain.Email;

/// <summary>The id of an address that gets no mail: the address, as it is compared.</summary>
public readonly record struct SuppressionId(string AddressKey) : IPublicId<SuppressionId>
{
    public static char Tag => 'X';
    public static SuppressionId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw new FormatException($"“{s}” is not the id of a suppression.");

    public static bool TryParse(string? s, IFormatProvider? provider, out SuppressionId result)
    {
        var isOne = PublicId.TryRead(s, Tag, out string key);
        result = new(key);
        return isOne;
    }

    public override string ToString() => PublicId.Format(Tag, AddressKey);
}
