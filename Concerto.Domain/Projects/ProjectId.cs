namespace Concerto.Domain.Projects;

/// <summary>The key of a project.</summary>
public readonly record struct ProjectId(Guid Value) : IEntityId<ProjectId>
{
    public static char Tag => 'P';
    public static ProjectId New() => new(Guid.CreateVersion7());
    public static ProjectId From(Guid value) => new(value);
    public static ProjectId Parse(string s, IFormatProvider? provider) => PublicId.Parse<ProjectId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out ProjectId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
