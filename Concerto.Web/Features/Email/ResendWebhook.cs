using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concerto.Infrastructure.Email;

namespace Concerto.Web.Features.Email;

/// <summary>
/// What Resend tells of a mail afterwards, signed as Svix does: HMAC-SHA256 over id, time and the body as it came. A message that is not signed, too old or too long
/// is refused before anything in it is read.
/// </summary>
public static class ResendWebhook
{
    private const int MaxBytes = 256 * 1024;
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(5);

    /// <summary>Adds <c>POST /webhooks/resend</c>, if there is a secret to check signatures with.</summary>
    public static void MapResendWebhook(this IEndpointRouteBuilder app, EmailOptions options)
    {
        if (options is { Provider: "resend", Resend.WebhookKey: { } key }) app.MapPost("/webhooks/resend", (HttpContext http, RecordDelivery record, TimeProvider time) => TakeAsync(http, key, record, time)).AllowAnonymous();
    }

    private static async Task<IResult> TakeAsync(HttpContext http, byte[] key, RecordDelivery record, TimeProvider time)
    {
        var (headers, ct) = (http.Request.Headers, http.RequestAborted);
        if (await ReadAsync(http.Request, ct) is not { } body) return TypedResults.StatusCode(StatusCodes.Status413PayloadTooLarge);
        var (id, sent, signatures) = (headers["svix-id"].ToString(), headers["svix-timestamp"].ToString(), headers["svix-signature"].ToString());
        if (!IsRecent(sent, time.GetUtcNow()) || !IsSigned(key, id, sent, body, signatures)) return TypedResults.Unauthorized();
        if (Parse(body) is not { } told) return TypedResults.BadRequest();
        return await record.ExecuteAsync(id, told, ct) ? TypedResults.NoContent() : TypedResults.StatusCode(StatusCodes.Status503ServiceUnavailable); // it tries again in seconds, then minutes
    }

    /// <summary>What the header <c>svix-signature</c> has to contain.</summary>
    public static string Sign(byte[] key, string id, string sent, byte[] body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{sent}."), .. body]))}";

    // Several while a secret is being changed; compared in the same time wherever they differ.
    private static bool IsSigned(byte[] key, string id, string sent, byte[] body, string signatures)
    {
        if (id.Length is 0 or > Domain.Email.WebhookReceipt.MaxIdLength) return false;
        var right = Encoding.UTF8.GetBytes(Sign(key, id, sent, body));
        return signatures.Split(' ').Any(given => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), right));
    }

    private static bool IsRecent(string sent, DateTimeOffset now) =>
        long.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= MaxAge.TotalSeconds;

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > MaxBytes) return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, ct) is > 0 and var read)
        {
            if (body.Length + read > MaxBytes) return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    private static DeliveryNews? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<DeliveryNews>(body, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A webhook’s message, as Resend writes it.</summary>
/// <param name="Type">Such as email.delivered.</param>
public sealed record DeliveryNews(string? Type, DeliveryNews.About? Data)
{
    /// <param name="EmailId">What Resend calls the mail.</param>
    /// <param name="To">Whom it was for.</param>
    /// <param name="Bounce">Why it came back.</param>
    /// <param name="Suppressed">Why it was not even tried.</param>
    /// <param name="Failed">Why Resend could not send it.</param>
    public sealed record About([property: JsonPropertyName("email_id")] string? EmailId, IReadOnlyList<string>? To, Reason? Bounce, Reason? Suppressed, Failure? Failed);

    /// <param name="Type">Permanent, Transient or Undetermined.</param>
    public sealed record Reason(string? Message, string? Type, string? SubType);

    /// <param name="Reason">In Resend’s words, such as reached_daily_quota.</param>
    public sealed record Failure(string? Reason);
}
