namespace Concerto.Domain.Accounts;

/// <summary>A time zone by its IANA name.</summary>
public readonly record struct Zone
{
    public const int MaxLength = 64;
    public const string Utc = "UTC";

    private Zone(string name) => Name = name;

    public string Name { get; }

    /// <summary>Its rules. A zone that this machine has lost since counts as UTC.</summary>
    public static TimeZoneInfo Rules(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <exception cref="InvalidInputException">There is no such zone.</exception>
    public static Zone From(string? name, string field = "timeZone") =>
        TryParse(name, out var zone) ? zone : throw new InvalidInputException(field, $"“{name}” is not a time zone. It needs a name like Europe/Vienna.");

    /// <summary>What a browser says, believed when it makes sense.</summary>
    public static bool TryParse(string? name, out Zone zone)
    {
        zone = new(Utc);
        if (name is not { Length: > 0 and <= MaxLength } || !TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found)) return false;
        zone = new(found.HasIanaId ? name : Utc);
        return true;
    }
}
