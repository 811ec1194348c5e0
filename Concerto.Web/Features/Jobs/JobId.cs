using Concerto.Domain;

namespace Concerto.Web.Features.Jobs;

/// <summary>The id of a job: its name.</summary>
public readonly record struct JobId(string Name) : IPublicId<JobId>
{
    public static char Tag => 'J';
    public static JobId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw new FormatException($"“{s}” is not the id of a job.");

    public static bool TryParse(string? s, IFormatProvider? provider, out JobId result)
    {
        var isOne = PublicId.TryRead(s, Tag, out string key);
        result = new(key);
        return isOne;
    }

    public override string ToString() => PublicId.Format(Tag, Name);
}
