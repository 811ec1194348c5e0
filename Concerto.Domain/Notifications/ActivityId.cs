namespace Concerto.Domain.Notifications;

/// <summary>The id of something that happened: its place among all that did.</summary>
public readonly record struct ActivityId(long Sequence) : IPublicId<ActivityId>
{
    public static char Tag => 'Y';
    public static ActivityId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw new FormatException($"“{s}” is not the id of an activity.");

    public static bool TryParse(string? s, IFormatProvider? provider, out ActivityId result)
    {
        var isOne = PublicId.TryRead(s, Tag, out long sequence);
        result = new(sequence);
        return isOne;
    }

    public override string ToString() => PublicId.Format(Tag, Sequence);
}
