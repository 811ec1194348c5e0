namespace Concerto.Domain.Email;

/// <summary>No such mail.</summary>
public sealed class MailNotFoundException(string? field = null) : NotFoundException("mail", field);

/// <summary>The mail is in no state to be sent, or to be dropped.</summary>
public sealed class MailCannotBeSentException(string message) : DomainException(message);

/// <summary>The provider may have the mail already and would not notice that it is the same.</summary>
public sealed class MayArriveTwiceException() : DomainException("It may have gone out already. If you send it again, it may arrive twice.", "mayArriveTwice");
