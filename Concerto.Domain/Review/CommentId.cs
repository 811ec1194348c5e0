namespace Concerto.Domain.Review;

/// <summary>The key of a comment.</summary>
public readonly record struct CommentId(Guid Value) : IEntityId<CommentId>
{
    public static char Tag => 'C';
    public static CommentId New() => new(Guid.CreateVersion7());
    public static CommentId From(Guid value) => new(value);
    public static CommentId Parse(string s, IFormatProvider? provider) => PublicId.Parse<CommentId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out CommentId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
