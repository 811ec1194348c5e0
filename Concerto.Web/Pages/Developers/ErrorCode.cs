namespace Concerto.Web.Pages.Developers;

/// <summary>What <c>extensions.code</c> of a top-level error may be. A test compares them with what the source raises.</summary>
/// <param name="Name">The code.</param>
/// <param name="Status">Of the response; empty where that does not depend on it.</param>
/// <param name="Meaning">Why, and what to do.</param>
public sealed record ErrorCode(string Name, string Status, string Meaning)
{
    public static readonly IReadOnlyList<ErrorCode> All =
    [
        new("UNAUTHENTICATED", "401", "The token is no good; extensions.reason says why: UNKNOWN, EXPIRED, REVOKED, DISABLED or MALFORMED. With status 200: there is no token, and the field needs one."),
        new("FORBIDDEN", "", "You may see it, but not do that; or the token lacks the scope."),
        new("CROSS_ORIGIN", "403", "A session counts only for calls from Concerto’s own pages; or pages of that origin may not call here."),
        new("RATE_LIMITED", "429", "Too many requests in a minute. Again after Retry-After, or extensions.retryAfterSeconds."),
        new("TIMEOUT", "503", "It took too long. Again, and ask for less at a time."),
        new("INTERNAL", "", "Something broke on our side. Tell whoever runs this Concerto extensions.traceId."),
        new("BAD_REQUEST", "400", "That is no GraphQL request."),
        new("METHOD_NOT_ALLOWED", "405", "A GET only queries, or subscribes; everything else is POSTed."),
        new("NOT_ACCEPTABLE", "406", "None of the media types that you accept can be had; or a subscription was asked for as JSON."),
        new("REQUEST_TOO_LARGE", "413", "The request has more bytes than it may have."),
        new("UNSUPPORTED_MEDIA_TYPE", "415", "Send application/json in UTF-8, not compressed."),
        new("DOCUMENT_TOO_LARGE", "", "The document goes beyond a limit: extensions.of which, with actual and limit."),
        new("DOCUMENT_TOO_COMPLEX", "", "It would cost too much: extensions.actual and limit. Ask for smaller pages, or fewer lists within lists."),
        new("ANSWER_TOO_LARGE", "", "The answer would be too long: extensions.actual and limit. Ask for less at a time."),
        new("TOO_MANY_ERRORS", "", "The document has more mistakes than are told."),
        new("TOO_MANY_IDS", "", "More ids than an answer has objects."),
        new("TOO_MANY_FILES", "", "More files than can be planned at once."),
        new("INVALID_PAGE", "", "First, last, after and before contradict each other."),
        new("INVALID_CURSOR", "", "That is no cursor of this list. Begin anew without."),
        new("INVALID_POINTS", "", "A waveform can’t have that many points."),
        new("INTROSPECTION_CLOSED", "", "The schema is not shown to you: come with a token, or ask whoever runs this Concerto."),
        new("SONG_NOT_FOUND", "", "Nothing to subscribe to: there is no such song for you."),
        new("NOTHING_SUBSCRIBED", "", "The field of the subscription is skipped."),
        new("TOO_MANY_STREAMS", "", "You have as many event streams open as one may have. Close one."),
        new("TOO_MANY_OPERATIONS", "", "As many operations are under way in the socket as may be."),
        new("TOO_SLOW", "", "You did not keep up, and the subscription ended. Look at what has become of it, then subscribe again."),
        new("SYNTAX_ERROR, INVALID_VALUE, FIELDS_ON_CORRECT_TYPE …", "", "The document does not fit the schema, or the variables don’t fit it: a code for each rule of the specification, whose section is in extensions.number."),
    ];
}
