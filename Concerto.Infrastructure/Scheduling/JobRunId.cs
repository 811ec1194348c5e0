using Concerto.Domain;

namespace Concerto.Infrastructure.Scheduling;

/// <summary>The id of a run of a job: its place in the ledger.</summary>
public readonly record struct JobRunId(long Sequence) : IPublicId<JobRunId>
{
    public static char Tag => 'Z';
    public static JobRunId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : throw new FormatException($"“{s}” is not the id of a run of a job.");

    public static bool TryParse(string? s, IFormatProvider? provider, out JobRunId result)
    {
        var isOne = PublicId.TryRead(s, Tag, out long sequence);
        result = new(sequence);
        return isOne;
    }

    public override string ToString() => PublicId.Format(Tag, Sequence);
}
