using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Concerto.Domain;

/// <summary>An id as those outside know it: opaque, and of one type.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IPublicId<TSelf> : IParsable<TSelf> where TSelf : struct, IPublicId<TSelf>
{
    /// <summary>The letter that tells public ids of different types apart; never reused.</summary>
    static abstract char Tag { get; }
}

/// <summary>A typed key: a UUID version 7 that knows what it is the key of.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface IEntityId<TSelf> : IPublicId<TSelf> where TSelf : struct, IEntityId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

/// <summary>
/// The public form of an id, in addresses and in GraphQL alike: base64url of a type letter and the key's 16 bytes, or the key in words where it has some.
/// An id of another type, or nonsense, does not parse.
/// </summary>
public static class PublicId
{
    private const int Bytes = 17, Characters = 23, MaxCharacters = 1024; // the longest address fills them, in letters of three bytes each

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

    /// <summary>The id of what is known by a text or a number rather than by a key of its own.</summary>
    public static string Format(char tag, string key) => Base64Url.EncodeToString([(byte)tag, .. Encoding.UTF8.GetBytes(key)]);

    /// <inheritdoc cref="Format(char, string)"/>
    public static string Format(char tag, long number) => Format(tag, number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The number of an id with that letter.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, char tag, out long number)
    {
        number = 0;
        return TryRead(text, tag, out string key) && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>The text of an id with that letter.</summary>
    public static bool TryRead([NotNullWhen(true)] string? text, char tag, out string key)
    {
        var bytes = Decode(text);
        var isOne = bytes.Length > 1 && bytes[0] == tag;
        key = isOne ? Encoding.UTF8.GetString(bytes.AsSpan(1)) : "";
        return isOne;
    }

    /// <summary>The type letter of a public id of whatever type; null when it is none.</summary>
    public static char? TagOf(string? text) => Decode(text) is [var tag, ..] ? (char)tag : null;

    private static byte[] Decode(string? text) => text is { Length: <= MaxCharacters } && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];

    private static bool TryDecode([NotNullWhen(true)] string? text, out char tag, out Guid value)
    {
        (tag, value) = (default, default);
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text is not { Length: Characters } || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Bytes)
            return false;
        (tag, value) = ((char)bytes[0], new Guid(bytes[1..], bigEndian: true));
        return true;
    }
}
