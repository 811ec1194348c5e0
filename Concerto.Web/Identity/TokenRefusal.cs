using System.Globalization;
using Concerto.Domain.Accounts;

namespace Concerto.Web.Identity;

/// <summary>Why a token does not let in: told to whoever has the token, and so may know.</summary>
/// <param name="reason">For programs.</param>
/// <param name="message">In words, of ASCII without double quotes, as headers want it.</param>
internal sealed class TokenRefusal(string reason, string message) : Exception(message)
{
    public string Reason => reason;

    /// <summary>Null when it lets in.</summary>
    public static TokenRefusal? Of(TokenHandler.Found? found, DateTime now) => found switch
    {
        null => new("UNKNOWN", "That token is not valid: there is none like it here."),
        { Token.RevokedAt: { } at } => new("REVOKED", $"That token was revoked on {Day(at)}."),
        { Token.ExpiresAt: { } at } when at <= now => new("EXPIRED", $"That token expired on {Day(at)}. Make a new one in the settings."),
        { User.IsActive: false } => new("DISABLED", "The account that the token belongs to is disabled."),
        _ => null,
    };

    /// <summary>What <c>WWW-Authenticate</c> says, as RFC 6750 has it.</summary>
    public static string Challenge(Exception? failure) => failure is TokenRefusal refusal
        ? $"Bearer realm=\"Concerto\", error=\"{(refusal.Reason == "MALFORMED" ? "invalid_request" : "invalid_token")}\", error_description=\"{refusal.Message}\""
        : "Bearer realm=\"Concerto\"";

    private static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
