namespace Concerto.Domain.Notifications;

/// <summary>The key of a notification.</summary>
public readonly record struct NotificationId(Guid Value) : IEntityId<NotificationId>
{
    public static char Tag => 'N';
    public static NotificationId New() => new(Guid.CreateVersion7());
    public static NotificationId From(Guid value) => new(value);
    public static NotificationId Parse(string s, IFormatProvider? provider) => PublicId.Parse<NotificationId>(s);
    public static bool TryParse(string? s, IFormatProvider? provider, out NotificationId result) => PublicId.TryParse(s, out result);
    public override string ToString() => PublicId.Format(this);
}
