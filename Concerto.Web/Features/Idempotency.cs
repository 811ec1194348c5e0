using System.Security.Cryptography;
using System.Text.Json;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features;

/// <summary>
/// Makes a creating action safe to send again (law 4): the key, remembered in the transaction that creates, leads back to what was created.
/// Of racing calls with one key all but one run into the primary key, start again and find it.
/// </summary>
internal static class Idempotency
{
    public const int MaxKeyLength = 200;

    /// <summary>What the same call created before; null when it is new, or has no key.</summary>
    /// <exception cref="IdempotencyKeyReusedException">The key was used with another input.</exception>
    public static async Task<Guid?> EarlierAsync<TInput>(ConcertoDbContext db, UserId user, string? key, TInput input, CancellationToken ct)
    {
        if (key is null) return null;
        if (key.Length is 0 or > MaxKeyLength) throw new InvalidInputException(IdempotencyRecord.Field, $"An idempotency key has 1 to {MaxKeyLength} characters.");
        var record = await db.IdempotencyRecords.AsNoTracking().FirstOrDefaultAsync(r => r.UserId == user && r.Key == key, ct);
        if (record is null) return null;
        return record.Fingerprint == Fingerprint(input) ? record.Created : throw new IdempotencyKeyReusedException();
    }

    public static void Remember<TInput>(ConcertoDbContext db, UserId user, string? key, TInput input, Guid created, DateTime now)
    {
        if (key is not null) db.IdempotencyRecords.Add(new IdempotencyRecord(user, key, Fingerprint(input), created, now));
    }

    private static string Fingerprint<TInput>(TInput input) =>
        Convert.ToHexStringLower(SHA256.HashData([.. JsonSerializer.SerializeToUtf8Bytes(typeof(TInput).Name), .. JsonSerializer.SerializeToUtf8Bytes(input)]));
}
