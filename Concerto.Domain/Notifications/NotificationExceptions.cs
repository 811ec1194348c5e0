namespace Concerto.Domain.Notifications;

/// <summary>No such notification of yours.</summary>
public sealed class NotificationNotFoundException(string? field = null) : NotFoundException("notification", field);
