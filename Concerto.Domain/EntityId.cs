using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Concerto.Domain;

/// <summary>A typed key: a UUID version 7 that knows what it is the key of.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IEntityId<TSelf> : IParsable<TSelf> where TSelf : struct, IEntityId<TSelf>
{
    /// <summary>The letter that tells public ids of different types apart; never reused.</summary>
    static abstract char Tag { get; }

    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>
/// The public form of an id, in addresses and in GraphQL alike: base64url of a type letter and the key's 16 bytes.
/// An id of another type, or nonsense, does not parse.
/// </summary>
public static class PublicId
{
    private const int Bytes = 17, Characters = 23;

    public static string Format<TId>(TId id) where TId : struct, IEntityId<TId>
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        bytes[0] = (byte)TId.Tag;
        id.Value.TryWriteBytes(bytes[1..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    public static bool TryParse<TId>([NotNullWhen(true)] string? text, out TId id) where TId : struct, IEntityId<TId>
    {
        id = default;
        if (!TryDecode(text, out var tag, out var value) || tag != TId.Tag) return false;
        id = TId.From(value);
        return true;
    }

    public static TId Parse<TId>(string text) where TId : struct, IEntityId<TId> =>
        TryParse(text, out TId id) ? id : throw new FormatException($"“{text}” is not the id of a {typeof(TId).Name[..^2].ToLowerInvariant()}.");

    /// <summary>The type letter and key of a public id of whatever type.</summary>
    public static bool TryDecode([NotNullWhen(true)] string? text, out char tag, out Guid value)
    {
        (tag, value) = (default, default);
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text is not { Length: Characters } || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Bytes)
            return false;
        (tag, value) = ((char)bytes[0], new Guid(bytes[1..], bigEndian: true));
        return true;
    }
}
