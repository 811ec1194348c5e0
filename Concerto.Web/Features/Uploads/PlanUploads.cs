using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Uploads;

/// <summary>A file that somebody is about to upload, and what they have said about it so far.</summary>
/// <param name="FileName">As on the uploader's disk.</param>
/// <param name="SongId">The song that it is to be a version of, where they have chosen one.</param>
/// <param name="SongName">What the song is called, where they have typed that; otherwise the file's name suggests it.</param>
/// <param name="Label">What they call the version, empty for nothing; left out, the file's name suggests it.</param>
public sealed record FileToPlan(string FileName, SongId? SongId = null, string? SongName = null, string? Label = null);

/// <summary>What would become of some files if they were uploaded now. Nothing is kept of it.</summary>
/// <param name="Project">The project that they would go into; null for one that would be made.</param>
/// <param name="Songs">The songs that they may be versions of, by name.</param>
/// <param name="Files">One for each file, in the order that they were given.</param>
public sealed record UploadPlan(Project? Project, IReadOnlyList<Song> Songs, IReadOnlyList<PlannedFile> Files);

/// <summary>What would become of one file.</summary>
/// <param name="Song">The song that it would be a version of; null for a new one.</param>
/// <param name="SongName">The song's name, or what the new one would be called.</param>
/// <param name="Label">What the version would be called; null for nothing but its number.</param>
/// <param name="VersionNumber">The number that the version would take, counting the files that go before it.</param>
/// <param name="Take">The number in the file's name, if it has one: of two files of a song the lower is meant to go first.</param>
/// <param name="Problem">Why it can't go like this, for people; null when it can.</param>
public sealed record PlannedFile(Song? Song, string SongName, string? Label, int VersionNumber, double? Take, string? Problem);

/// <param name="Files">In the order that they are sent in, 300 at most.</param>
/// <param name="SongId">All of them are versions of this song.</param>
/// <param name="ProjectId">They go into this project.</param>
/// <param name="ProjectName">They go into a project of yours of this name, which is made when there is none.</param>
public sealed record PlanUploadsInput(IReadOnlyList<FileToPlan> Files, SongId? SongId = null, ProjectId? ProjectId = null, string? ProjectName = null);

/// <summary>
/// Reads the names of files as musicians write them, and says which would be new songs and which new versions, of which songs: by the same keys
/// (law 1) and within the same bounds (law 2) as the upload that may follow.
/// </summary>
public sealed class PlanUploads(ConcertoDbContext db)
{
    public const int MaxFiles = 300;

    /// <returns>Null when there is no such song or project that the caller may upload to.</returns>
    public async Task<UploadPlan?> ExecuteAsync(PlanUploadsInput input, Caller caller, CancellationToken ct)
    {
        if (caller.User is null) return null;
        Project? project = null;
        List<SongInPlan> songs = [];
        var known = Access.Songs(db, caller, Role.Editor).AsNoTracking();
        if (input.SongId is { } songId)
        {
            songs = await ReadAsync(known.Where(s => s.Id == songId), ct);
            if (songs.Count == 0) return null;
        }
        else if (await FindProjectAsync(input, caller, ct) is var (found, isMissing))
        {
            if (isMissing) return null;
            project = found;
            if (project is not null) songs = await ReadAsync(known.Where(s => s.ProjectId == project.Id).OrderBy(s => s.NameKey), ct);
        }
        var labels = await LabelsAsync([.. songs.Select(s => s.Song.Id)], ct);

        var planner = new Planner(songs, labels, only: input.SongId is null ? null : songs[0]);
        var titles = FileTitle.OfAll([.. input.Files.Select(f => f.FileName)]);
        return new(project, [.. songs.Select(s => s.Song)], [.. input.Files.Zip(titles, planner.Plan)]);
    }

    private async Task<(Project? Project, bool IsMissing)> FindProjectAsync(PlanUploadsInput input, Caller caller, CancellationToken ct)
    {
        if (input.ProjectId is { } id)
        {
            var project = await Access.Projects(db, caller, Role.Editor).AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
            return (project, project is null);
        }
        return TryName(input.ProjectName) is { } name
            ? (await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.OwnerId == caller.Reader && p.NameKey == name.Key, ct), false)
            : (null, false);
    }

    private static async Task<List<SongInPlan>> ReadAsync(IQueryable<Song> songs, CancellationToken ct) => (await songs.ToListAsync(ct)).ConvertAll(s => new SongInPlan(s));

    // Labels are taken by versions that are still on their way, too, whoever uploads them.
    private async Task<ILookup<SongId, string>> LabelsAsync(IReadOnlyList<SongId> ids, CancellationToken ct) =>
        (await db.Versions.Where(v => ids.Contains(v.SongId) && v.LabelKey != null).Select(v => new { v.SongId, v.LabelKey }).ToListAsync(ct)).ToLookup(v => v.SongId, v => v.LabelKey!);

    private static Name? TryName(string? text)
    {
        try
        {
            return Name.From(text, "name");
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>A song that is there, or would be after the files that go before.</summary>
    private sealed class SongInPlan
    {
        public SongInPlan(Song song) => (Song, Key, Last) = (song, song.NameKey!, song.LastVersionNumber);
        public SongInPlan(Name name) => (NewName, Key) = (name.Text, name.Key);

        public Song Song { get; } = null!;
        public string? NewName { get; }
        public string Key { get; }
        public int Last { get; set; }
    }

    private sealed class Planner(IReadOnlyList<SongInPlan> songs, ILookup<SongId, string> labels, SongInPlan? only)
    {
        private readonly Dictionary<string, SongInPlan> _byKey = songs.ToDictionary(s => s.Key);
        private readonly Dictionary<SongId, SongInPlan> _byId = songs.ToDictionary(s => s.Song.Id);
        private readonly HashSet<(SongInPlan, string)> _labels = [.. songs.SelectMany(s => labels[s.Song.Id].Select(key => (s, key)))];

        public PlannedFile Plan(FileToPlan file, FileTitle title)
        {
            string? problem = null;
            var suggested = title.Label;
            SongInPlan song;
            if (only is not null)
            {
                song = only;
            }
            else if (file.SongId is { } id && _byId.TryGetValue(id, out var chosen))
            {
                song = chosen;
            }
            else if (file.SongName is { } typed)
            {
                song = Called(typed, out problem);
            }
            else
            {
                (song, suggested) = Read(title);
            }
            return Label(song, file.Label, suggested, title, problem);
        }

        /// <summary>The first reading of its name that is a song which is there; else a new song.</summary>
        private (SongInPlan Song, string? Label) Read(FileTitle title)
        {
            foreach (var reading in title.Readings)
                if (TryName(reading.Song) is { } name && _byKey.TryGetValue(name.Key, out var known)) return (known, reading.Label);
            return (Called(title.Song, out _), title.Label);
        }

        private SongInPlan Called(string text, out string? problem)
        {
            problem = null;
            try
            {
                var name = Name.From(text, "songName");
                if (!_byKey.TryGetValue(name.Key, out var song)) _byKey.Add(name.Key, song = new(name));
                return song;
            }
            catch (InvalidInputException e)
            {
                problem = e.Message;
                return new(Name.From("–", "songName"));
            }
        }

        private PlannedFile Label(SongInPlan song, string? typed, string? suggested, FileTitle title, string? problem)
        {
            var label = TryName(typed ?? suggested);
            if (typed is { Length: > 0 } && label is null && typed.Any(c => !char.IsWhiteSpace(c))) problem ??= Refusal(typed);
            if (label is { } name && !_labels.Add((song, name.Key)))
            {
                if (typed is not null) problem ??= $"“{name.Text}” is taken by another version. Choose another label.";
                else label = Another(song, name); // a suggestion steps aside
            }
            return new(song.Song, song.Song?.Name ?? song.NewName!, label?.Text, ++song.Last, (double?)title.Take, problem);
        }

        private Name? Another(SongInPlan song, Name taken)
        {
            for (var n = 2; n < 100; n++)
                if (TryName($"{taken.Text} ({n})") is { } other && _labels.Add((song, other.Key))) return other;
            return null;
        }

        private static string Refusal(string typed)
        {
            try
            {
                Name.From(typed, "label");
                return "";
            }
            catch (InvalidInputException e)
            {
                return e.Message;
            }
        }
    }
}
