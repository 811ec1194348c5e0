namespace Concerto.Domain.Accounts;

/// <summary>The one answer for an unknown address, an unverified or disabled person, a wrong password and an account that rests.</summary>
public sealed class SignInFailedException() : DomainException(
    $"That address and that password don’t go together. After {User.MaxTries} wrong tries an account rests for {User.Rest.Minutes} minutes; resetting the password ends that at once.");

/// <summary>Who changes how an account is got into says its password again; that was another one, or the account rests.</summary>
public sealed class WrongPasswordException(string field = "password") : DomainException($"That is not your password. After {User.MaxTries} wrong ones in a row none is taken for {User.Rest.Minutes} minutes.", field);

/// <summary>The one answer for a wrong code, one that was used already, an old one, and codes that rest.</summary>
public sealed class WrongCodeException() : DomainException(
    $"That code is not right. Each works once, and those of the app for half a minute. After {Authenticator.MaxTries} wrong ones none is taken for {Authenticator.Rest.Minutes} minutes.", "code");

/// <summary>A second factor was turned on meanwhile, in another window perhaps.</summary>
public sealed class TwoFactorIsOnException() : DomainException("Two-factor is on already.");

/// <summary>Without them nobody could look after this Concerto.</summary>
public sealed class LastAdminException() : DomainException("That is the last admin who can sign in. Make somebody else an admin first.");

/// <summary>Somebody has an account with that address. Said to those who have shown that they read its mail.</summary>
public sealed class AddressTakenException() : DomainException("There is another account with that address. Sign in to it, or choose another address here.");

/// <summary>The mailed link was used, has expired, or never was one.</summary>
public sealed class LinkNotAliveException() : DomainException("This link doesn’t work any more. It may have been used already, or be too old. Ask for a new one.");

/// <summary>The link was opened in another browser than the one that signed up: a password has to be chosen here (law 9).</summary>
public sealed class PasswordNeededException() : DomainException("You signed up in another browser. Choose a password here to go on.", "password");

/// <summary>Nobody signs up here without a link from an admin.</summary>
public sealed class SignUpClosedException() : DomainException("Nobody can sign up here by themselves. Ask whoever runs this Concerto for a link.");

/// <summary>The link that opens the sign-up was used, has expired, never was one, or is for another address.</summary>
public sealed class SignUpLinkNotAliveException() : DomainException("This sign-up link doesn’t work any more, or is for another address. Ask for a new one.");

/// <summary>There is a verified account of this address already. Only ever said to those who run the server.</summary>
public sealed class EmailTakenException(string email) : DomainException($"There is an account for {email} already.", "email");

/// <summary>No such person, for those who may know all of them.</summary>
public sealed class UserNotFoundException(string? field = null) : NotFoundException("person", field);

/// <summary>As many tokens as one may have are alive.</summary>
/// <param name="limit">How many a person may have.</param>
public sealed class TooManyTokensException(int limit) : DomainException($"You have {limit} tokens, and that is as many as there may be. Revoke one that you don’t need any more.")
{
    /// <summary>How many may be alive at once.</summary>
    public int Limit => limit;
}

/// <summary>No such personal access token of the caller's.</summary>
public sealed class ApiTokenNotFoundException(string? field = null) : NotFoundException("token", field);

/// <summary>Somebody has to be able to sign in first: their address is not verified, or they are disabled.</summary>
public sealed class NotActiveException(User person) : DomainException(
    person.DisabledAt is not null ? $"{person.Name} is disabled. Let them back in first." : $"The address of {person.Name} is not verified. Verify it first.", "userId");

/// <summary>An admin can't disable themselves: nobody might be there to let them back in.</summary>
public sealed class NotYourselfException() : DomainException("You can’t disable yourself. Ask another admin, or leave by the settings.", "userId");
