namespace Concerto.Domain.Sharing;

/// <summary>
/// The public key of somebody in a project or song. It is that of the <see cref="Share"/> or of the <see cref="Invite"/> behind it and does not say of which,
/// nor does it change when one becomes the other: nobody learns from it who has an account.
/// </summary>
public readonly record struct CollaboratorId(Guid Value) : IEntityId<CollaboratorId>
{
    public static char Tag => 'K';
    public static CollaboratorId New() => new(Guid.CreateVersion7());
    public static CollaboratorId From(Guid value) => new(value);
    public static CollaboratorId Parse(string s, IFormatProvider? provider) => PublicId.Parse<CollaboratorId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out CollaboratorId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
