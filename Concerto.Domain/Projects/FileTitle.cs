using System.Text.RegularExpressions;
using Concerto.Domain.Storage;

namespace Concerto.Domain.Projects;

/// <summary>
/// What the name of a bounce says to a musician: “01 Intro_v3 less reverb 24bit.wav” is the third “Intro”, called “less reverb”. A suggestion only:
/// whoever uploads sees it first and may say otherwise.
/// </summary>
/// <param name="Song">What the song is most likely called.</param>
/// <param name="Label">What this version of it is called; null when the name says nothing of the kind.</param>
/// <param name="Take">Its number, where there is one: of two files of one song the lower goes first.</param>
/// <param name="Readings">Every way to read it as a song and a label, the plainest first: one of them may be a song that is there.</param>
public sealed partial record FileTitle(string Song, string? Label, decimal? Take, IReadOnlyList<FileTitle.Reading> Readings)
{
    /// <summary>One way to read it.</summary>
    public readonly record struct Reading(string Song, string? Label);

    // What a version is called by itself, as the last words of a name: "Intro final", "Intro radio edit".
    private static readonly HashSet<string> Kinds = Words(
        "final master mastered mastering premaster mix mixdown mixed premix remaster remastered rough demo draft bounce bounced edit radio clean extended instrumental inst "
        + "acapella acappella tv alt alternate wip ref reference print version ver take rev revision new old vocal vox fix fixed approved unmastered stems club single");

    // Of those, the ones that a number after them belongs to: "mix 2 without strings".
    private static readonly HashSet<string> Counted = Words("v ver version mix take rev revision draft demo bounce master edit final rough premaster alt print mixdown");

    // How a change begins, or ends: "less reverb", "piano up". Songs are called such things too, so it counts only where a name has two halves.
    private static readonly HashSet<string> Changes = Words("less more without with no w/o louder quieter softer shorter longer slower faster brighter darker wider minus plus");
    private static readonly HashSet<string> Directions = Words("up down louder quieter softer off on out in fixed");

    private static readonly HashSet<string> Endings = Words("wav wave rf64 bwf w64 aif aiff aifc caf flac mp3 m4a mp4 aac alac ogg oga opus wma");

    /// <summary>Reads one name.</summary>
    /// <param name="fileName">As on the uploader's disk, with its ending.</param>
    /// <param name="numbered">It is one of several numbered tracks, so that a plain number before it is its place on the record, not a part of its name.</param>
    public static FileTitle Of(string fileName, bool numbered = false)
    {
        var stem = Stem(fileName);
        var (rest, date) = WithoutDate(stem);
        rest = WithoutTrack(Spaced(WithoutCopy(rest.Trim())), numbered);
        var (words, bracketed) = WithoutBrackets(rest);
        words = WithoutTechnicalities(words);
        var (song, said) = Split(words);
        if (song.Length == 0) (song, said) = (Spaced(stem), null);
        if (song.Length == 0) song = "Untitled";

        var label = Tidy(string.Join(' ', new[] { said, bracketed }.Where(part => part is { Length: > 0 })), out var take);
        label ??= date;
        song = Clip(song);
        return new(song, label, take, [.. Read(Spaced(stem), song, label, words).Where(r => r.Song.Length > 0).Select(r => new Reading(Clip(r.Song), r.Label)).Distinct()]);
    }

    /// <summary>Reads names that belong together.</summary>
    public static IReadOnlyList<FileTitle> OfAll(IReadOnlyList<string> fileNames)
    {
        var numbers = fileNames.Select(name => PlainNumber().Match(Spaced(Stem(name)))).Where(m => m.Success).Select(m => m.Groups["number"].Value).ToHashSet();
        var numbered = numbers.Count > 1 && (numbers.Any(n => n[0] == '0') || numbers.IsSupersetOf(["1", "2"]));
        return [.. fileNames.Select(name => Of(name, numbered))];
    }

    /// <summary>The same with an existing song in mind: the first half of the name may be one, the other what changed.</summary>
    private static IEnumerable<Reading> Read(string whole, string song, string? label, string words)
    {
        yield return new(whole, null);
        yield return new(song, label);
        if (Dash().Match(words) is { Success: true } dash)
        {
            var right = words[(dash.Index + dash.Length)..];
            yield return new(words[..dash.Index], Tidy(right, out _) ?? label);
            if (!IsAboutVersion(right)) yield return new(right, label); // “Mira Ott - Glasshouse”
            if (Dash().Match(song) is { Success: true } within) yield return new(song[(within.Index + within.Length)..], label);
        }
        var split = words.Split(' ');
        for (var i = split.Length - 1; i > 0; i--)
            if (Changes.Contains(split[i].ToLowerInvariant()) || (i < split.Length - 1 && Directions.Contains(split[^1].ToLowerInvariant())))
                yield return new(string.Join(' ', split[..i]), Tidy(string.Join(' ', split[i..]), out _) ?? label);
    }

    private static string Stem(string fileName)
    {
        var name = new string([.. fileName.IsNormalizable() ? fileName.Where(c => !char.IsControl(c)) : fileName.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c != '\uFFFE')]);
        name = Clip(name[(name.LastIndexOfAny(['/', '\\']) + 1)..].Trim(), FileName.MaxLength); // all of this reads a name over and over
        while (Path.GetExtension(name) is { Length: > 1 } ending && name.Length > ending.Length && Endings.Contains(ending[1..].ToLowerInvariant())) name = name[..^ending.Length];
        return name;
    }

    /// <summary>Underscores are spaces, and so are hyphens and dots where there are no spaces at all.</summary>
    private static string Spaced(string text)
    {
        text = text.Replace('_', ' ').Replace("%20", " ", StringComparison.OrdinalIgnoreCase);
        if (!text.Trim().Contains(' ', StringComparison.Ordinal))
        {
            if (text.Count(c => c == '-') > 1 || TakeAfterHyphen().IsMatch(text)) text = text.Replace('-', ' ');
            if (text.Count(c => c == '.') > 1) text = text.Replace('.', ' ');
        }
        text = HyphenBeforeTake().Replace(text, " "); // “Night Drive-v2 MASTER”
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Trim(' ', '-', '–', '—', ',', ';');
    }

    // “ (1)”, “ copy 2”: what file managers add. “-01”, “_001”: what sequencers do.
    private static string WithoutCopy(string stem) => Copy().Replace(stem, "") is { Length: > 0 } rest ? rest : stem;

    private static (string Undated, string? Date) WithoutDate(string stem)
    {
        if (Date().Match(stem) is not { Success: true } found) return (stem, null);
        var rest = stem.Remove(found.Index, found.Length);
        return rest.Any(char.IsLetter) ? (rest.Insert(found.Index, " "), $"{found.Groups["y"]}-{found.Groups["m"]}-{found.Groups["d"]}") : (stem, null);
    }

    private static string WithoutTrack(string name, bool numbered)
    {
        if (Track().Match(name) is { Success: true } track) return name[track.Length..];
        return numbered && PlainNumber().Match(name) is { Success: true } plain ? name[plain.Length..] : name;
    }

    /// <summary>Takes “(mix 2)” or “[24bit]” off the end; “(feat. Sam)” and “(Interlude)” belong to the song.</summary>
    private static (string Words, string? Bracketed) WithoutBrackets(string name)
    {
        string? inside = null;
        while (Bracket().Match(name) is { Success: true, Index: > 0 } bracket)
        {
            var text = WithoutTechnicalities(bracket.Groups["text"].Value.Trim());
            if (text.Length > 0 && !IsAboutVersion(text)) break;
            if (text.Length > 0) inside = inside is null ? text : $"{text} {inside}";
            name = name[..bracket.Index].TrimEnd(' ', '-', '–') + name[(bracket.Index + bracket.Length)..].TrimEnd();
        }
        return (name, inside);
    }

    private static string WithoutTechnicalities(string name) => Spaced(Technical().Replace($" {name} ", " "));

    private static (string Song, string? Label) Split(string name)
    {
        // “Glasshouse - piano up”; but not “Mira Ott - Glasshouse”.
        if (Dash().Matches(name) is { Count: > 0 } dashes && dashes[^1] is var dash && name[(dash.Index + dash.Length)..] is var right && dash.Index > 0 && IsAboutVersion(right))
            return Join(Split(name[..dash.Index]), right);

        var words = name.Split(' ');
        for (var i = 1; i < words.Length; i++)
            if (IsNumberedTake(words, i) || words[i..].All(w => Kinds.Contains(Kind(w)) || IsNumber(w)) && !IsNumber(words[i]))
            {
                while (i > 1 && Kinds.Contains(words[i - 1].ToLowerInvariant())) i--; // “rough mix 2”
                return (string.Join(' ', words[..i]).TrimEnd(' ', '-', '–', '—', ',', '.'), string.Join(' ', words[i..]));
            }
        return (name, null);

        static (string, string?) Join((string Song, string? Label) left, string right) => (left.Song, left.Label is null ? right : $"{left.Label} {right}");
    }

    private static bool IsAboutVersion(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 0 && (Changes.Contains(words[0].ToLowerInvariant()) || words.Length > 1 && Directions.Contains(words[^1].ToLowerInvariant())
            || words.Select((_, i) => i).Any(i => IsNumberedTake(words, i)) || words.All(w => Kinds.Contains(Kind(w)) || IsNumber(w)) && !words.All(IsNumber));
    }

    /// <summary>“v3”, “mix2”, “take 4”.</summary>
    private static bool IsNumberedTake(string[] words, int i) =>
        TakeWord().Match(words[i]) is { Success: true } one && Counted.Contains(one.Groups["kind"].Value.ToLowerInvariant())
        || i + 1 < words.Length && Counted.Contains(words[i].ToLowerInvariant()) && IsNumber(words[i + 1]);

    /// <summary>“final” of “FINAL2”.</summary>
    private static string Kind(string word) => word.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!').ToLowerInvariant();

    private static bool IsNumber(string word) => word.Length <= 4 && word.All(char.IsAsciiDigit);

    /// <summary>A label without the number that Concerto gives by itself (“v3 less reverb”), and without shouting.</summary>
    private static string? Tidy(string label, out decimal? take)
    {
        take = Number().Match(label) is { Success: true } number ? decimal.Parse(number.Groups["number"].Value, System.Globalization.CultureInfo.InvariantCulture) : null;
        label = Spaced(VersionNumber().Replace(label, "")).Trim('.', ' ');
        if (label.Length > 0 && !label.Any(char.IsLower)) label = label.ToLowerInvariant();
        return label.Length == 0 ? null : Clip(label);
    }

    private static string Clip(string text, int length = Name.MaxLength) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd();

    private static HashSet<string> Words(string words) => [.. words.Split(' ')];

    [GeneratedRegex(@"(?<=[\w)\]])(?:\s*\(\d{1,2}\)|[ _-]+(?:- )?copy(?:[ _-]?\d{1,2})?|(?<![-_.]\d\d)[-_.]0\d{1,2})$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Copy();

    [GeneratedRegex(@"(?<!\d)(?<y>(?:19|20)\d\d)(?<s>[-._]?)(?<m>0[1-9]|1[0-2])\k<s>(?<d>0[1-9]|[12]\d|3[01])(?!\d)")]
    private static partial Regex Date();

    [GeneratedRegex(@"^(?:\d{1,2}-)?(?:0\d|\d{1,2}(?=\s*[.)\]–—-]\s))\s*[.)\]–—-]?\s+(?=\S)|^(?:\d-)?0?\d[.-](?=\p{L})|^0\d-?(?=\p{L})")]
    private static partial Regex Track();

    [GeneratedRegex(@"^(?<number>\d{1,2})(?:\s*[.)\]–—-])?\s+(?=\S)")]
    private static partial Regex PlainNumber();

    [GeneratedRegex(@"\s*[(\[{](?<text>[^()\[\]{}]*)[)\]}](?=[^()\[\]{}]*$)")]
    private static partial Regex Bracket();

    [GeneratedRegex(@"(?<=[ ,(\[-])(?:\d{2,3}(?:[.,]\d)? ?bpm|(?:16|24|32) ?-?bits?(?: ?float)?|32 ?-?float|(?:16|24|32)[-_ /](?:44|48|88|96|176|192)k?|\d{2,3}(?:[.,]\d)? ?k(?:hz)?|\d{4,6} ?hz|\d{2,3} ?kbps|-?\d{1,2} ?lufs|stereo|interleaved)(?=[ ,)\]-])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Technical();

    [GeneratedRegex(@"\s+[-–—]\s+|\s*:\s+")]
    private static partial Regex Dash();

    [GeneratedRegex(@"^(?<kind>\p{L}+)\.?-?(?<number>\d{1,3}(?:\.\d{1,2})?)[a-z]?$", RegexOptions.CultureInvariant)]
    private static partial Regex TakeWord();

    [GeneratedRegex(@"-(?:v|mix|take|rev)\d+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TakeAfterHyphen();

    [GeneratedRegex(@"(?<=[\p{L}\p{N}])-(?=(?:v|mix|take|rev)\d{1,3}\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HyphenBeforeTake();

    [GeneratedRegex(@"(?<!\d)(?<number>\d{1,3}(?:\.\d{1,2})?)(?!\d)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:v|ver|version)\.? ?\d{1,3}(?:\.\d{1,2})?\b[ ,:-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex VersionNumber();
}
