using System.Globalization;
using Concerto.Domain.Accounts;

namespace Concerto.Domain.Review;

/// <summary>Somebody who can be named in a note.</summary>
public readonly record struct Nameable(UserId Id, string Name);

/// <summary>Where a text names somebody.</summary>
/// <param name="Start">Of the @.</param>
/// <param name="Length">With it.</param>
/// <param name="People">One, or all those who are called the same.</param>
public readonly record struct Mention(int Start, int Length, IReadOnlyList<UserId> People);

/// <summary>
/// Finds people by “@Name” in a text: by all of their name, or by the first word of it when only one of them is called so. Small and capital letters are the same;
/// accents may be left out when that leaves no doubt. The longest name counts: “@Sam Vries” is not Sam.
/// </summary>
public static class Mentions
{
    /// <summary>No text needs more, and one that has only these is somebody's test of our patience.</summary>
    private const int MostLooked = 100;

    private const CompareOptions SameLetters = CompareOptions.IgnoreCase, SameButForAccents = CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace;
    private static readonly CompareInfo Compare = CultureInfo.InvariantCulture.CompareInfo;

    /// <summary>Whether it is worth asking who there is.</summary>
    public static bool MayBeIn(string text) => text.Contains('@', StringComparison.Ordinal);

    /// <summary>The mentions in the text, in their order.</summary>
    public static IReadOnlyList<Mention> In(string text, IReadOnlyList<Nameable> people)
    {
        var found = new List<Mention>();
        var looked = 0;
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0 && looked++ < MostLooked; at = text.IndexOf('@', at))
        {
            // An address is no mention: mira@example.com.
            if ((at == 0 || !IsOfWord(text[at - 1])) && At(text, at + 1, people) is { } mention) found.Add(mention);
            if (++at >= text.Length) break;
        }
        return found;
    }

    /// <summary>Whom the text names.</summary>
    public static IReadOnlySet<UserId> Named(string text, IReadOnlyList<Nameable> people) => In(text, people).SelectMany(m => m.People).ToHashSet();

    private static Mention? At(string text, int start, IReadOnlyList<Nameable> people) =>
        Best(text, start, people, p => p.Name, SameLetters)
        ?? Best(text, start, people, p => p.Name, SameButForAccents)
        ?? Only(Best(text, start, people, FirstName, SameLetters))
        ?? Only(Best(text, start, people, FirstName, SameButForAccents));

    private static Mention? Only(Mention? mention) => mention is { People.Count: 1 } ? mention : null;

    private static Mention? Best(string text, int start, IReadOnlyList<Nameable> people, Func<Nameable, string> nameOf, CompareOptions options)
    {
        var (length, best) = (0, new List<UserId>());
        foreach (var person in people)
        {
            var matched = Matched(text.AsSpan(start), nameOf(person), options);
            if (matched == 0 || matched < length) continue;
            if (matched > length) best.Clear();
            length = matched;
            if (!best.Contains(person.Id)) best.Add(person.Id);
        }
        return length == 0 ? null : new(start - 1, length + 1, best);
    }

    /// <returns>How much of the text is that name and ends as a word does; 0 when it is another.</returns>
    private static int Matched(ReadOnlySpan<char> text, string name, CompareOptions options)
    {
        if (name.Length == 0 || !Compare.IsPrefix(text[..Math.Min(text.Length, 4 * name.Length)], name, options, out var length)) return 0;
        if (options == SameButForAccents)
            while (length < text.Length && IsAccent(text[length])) length++;
        return length < text.Length && IsOfWord(text[length]) ? 0 : length;
    }

    private static string FirstName(Nameable person) => person.Name.Split(' ')[0];

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || IsAccent(c) || char.IsSurrogate(c);

    private static bool IsAccent(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
