using Concerto.Domain.Accounts;
using Concerto.Domain.Audio;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Web.Pages.Projects;
using Concerto.Web.Pages.Songs;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Concerto.Web.Pages.Dev;

/// <summary>Everything the pages are made of, in every state, to look at. In Development only.</summary>
[AllowAnonymous]
public sealed class LookModel(IHostEnvironment environment, TimeProvider time) : PageModel
{
    /// <summary>A field that was filled in wrongly.</summary>
    public string? Name { get; set; } = "Demos";

    public string? Email { get; set; }

    public IReadOnlyList<Person> People { get; } =
        [.. new[] { "Mira Ott", "Jonas Berg", "Sam", "Ada Lovelace", "Øyvind Næss", "李 小龍", "Éva Kiss", "Tom de Wit", "Zoë", "Nina Simone", "Bo", "Kim Gordon" }
            .Select((name, i) => new Person(UserId.From(new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)i)), name))];

    public IReadOnlyList<ProjectRow> Projects { get; private set; } = [];
    public IReadOnlyList<SongRow> Songs { get; private set; } = [];
    public NotesView Notes { get; private set; } = null!;

    public IActionResult OnGet()
    {
        if (!environment.IsDevelopment()) return NotFound();
        ModelState.AddModelError("Name", "“Demos” is taken. Choose another name.");
        var now = time.GetUtcNow().UtcDateTime;
        Projects =
        [
            new(ProjectId.New(), "Demos", null, 4, 7, now.AddMinutes(-3)),
            new(ProjectId.New(), "Night Ferry (album)", null, 11, 0, now.AddDays(-1).AddHours(-2)),
            new(ProjectId.New(), "Podcast: a very long name that does not fit on any line of a telephone, not even turned", People[1], 1, 23, now.AddDays(-40)),
        ];
        Songs =
        [
            Row("Intro", Version(3, "less reverb", now, -14.2, -0.8), VersionStatus.Ready, 4, now.AddMinutes(-12)),
            Row("Night Ferry", Version(1, null, now, -9.8, -1.2), VersionStatus.AwaitingUpload, 0, now.AddDays(-1)),
            Row("Reprise", null, VersionStatus.Rejected, 0, now.AddDays(-5)),
        ];
        Notes = new(SongId.New(), VersionId.New(), Versions: 3,
        [
            Note(People[0], "The snare hides the vocal here.", 41_000, now.AddHours(-20), replies: [Note(People[1], "Down 1.5 dB in v4?", null, now.AddHours(-2), mine: true)]),
            Note(People[2], "Love this.", 83_400, now.AddMinutes(-30), resolved: true),
            Note(People[3], "Overall: a touch too bright for me.\nOn small speakers the hi-hat is all I hear.", null, now.AddMinutes(-4), mine: true),
        ], new() { Notes = NoteFilter.All }, Open: 2, Resolved: 1, Mine: 2, All: 3, MayComment: true, Pointed: null, LinkIsDead: false, "01:23.4", Text: null, ReplyTo: null);
        return Page();

        static NoteLine Note(Person by, string text, int? ms, DateTime at, bool mine = false, bool resolved = false, IReadOnlyList<NoteLine>? replies = null) =>
            new(CommentId.New(), Version: null, by, text, ms is { } start ? new(start, start == 41_000 ? 49_000 : null) : null, at, Edited: false, Deleted: false, mine, null, resolved, MayResolve: true, replies ?? []);
    }

    private static SongRow Row(string name, SongVersion? latest, VersionStatus newest, int open, DateTime changed) => new(SongId.New(), name, latest, newest, open, changed, Role.Owner);

    private static byte[] Overview(int seed)
    {
        var points = new byte[2 * SongVersion.OverviewPoints];
        for (var i = 0; i < SongVersion.OverviewPoints; i++)
        {
            var level = (int)(60 + 40 * Math.Sin(i / 9.0 + seed) + 20 * Math.Sin(i * 1.7));
            (points[2 * i], points[2 * i + 1]) = ((byte)-level, (byte)level);
        }
        return points;
    }

    private static SongVersion Version(int number, string? label, DateTime now, double lufs, double peak)
    {
        var version = new SongVersion(SongId.New(), number, label is null ? null : Domain.Projects.Name.From(label, "label"), "intro.wav", 51_000_000, null, UserId.New(), now);
        version.Arrived("audio/wav");
        version.Measured(new Measurements
        {
            Container = "wav", Codec = "pcm_s24le", ContentType = "audio/wav", DurationMs = 291_000, SampleRate = 48_000, Channels = 2, BitDepth = 24,
            IntegratedLufs = lufs, LoudnessRangeLu = 6.1, TruePeakDbtp = peak, PlaysInBrowsers = true, NeedsRendition = true,
        }, Overview(number), now);
        return version;
    }
}
