using System.Net;
using System.Text.RegularExpressions;
using Concerto.Domain;
using Concerto.Domain.Projects;
using Concerto.Domain.Review;
using Concerto.Domain.Sharing;
using Concerto.Tests.GraphQL;
using Concerto.Tests.Uploads;
using Concerto.Web.Features.Sharing;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests.Sharing;

/// <summary>
/// Law 10 and house.md's table of who may do what, as a browser meets it: pages, what pages fetch, media addresses; GraphQL has <see cref="AuthorizationMatrix"/>. Somebody who was
/// removed, a stranger, an admin and somebody signed out get for what is there the same as for what is not, byte for byte.
/// </summary>
public sealed partial class AccessTableTests
{
    // What becomes of it for a viewer, commenter and editor of the project, the same of the song alone, and the owner:
    // + it is done, - it is refused, . there is no such thing. In the order in which it is tried; what takes something away comes last.
    private static readonly (string Action, string Outcomes)[] Table =
    [
        // hear, see notes
        ("GET /projects/{project}", "+++ +++ +"),
        ("GET /songs/{song}", "+++ +++ +"),
        ("GET /songs/{song}?version={version}", "+++ +++ +"),
        ("GET /songs/{song}?version={version} #notes-list", "+++ +++ +"),
        ("GET /songs/{song}?version={version}&handler=State&was=Ready #versions", "+++ +++ +"),
        ("GET /songs/{song}?handler=People #mention-list", "+++ +++ +"),
        ("GET /songs/{other}", "+++ ... +"),
        ("GET /versions/{version}/audio", "+++ +++ +"),
        ("GET /versions/{version}/audio?rendition=light", "+++ +++ +"),
        ("GET /versions/{version}/waveform", "+++ +++ +"),

        // who is in
        ("GET /songs/{song}/share", "+++ +++ +"),
        ("GET /projects/{project}/share", "+++ ... +"),

        // comment, reply, edit and delete own
        ("POST /songs/{song}?version={version}&handler=Note text=Louder", "-++ -++ +"),
        ("POST /songs/{song}?version={version}&handler=Note text=Softer&parentId={note}", "-++ -++ +"),
        ("GET /comments/{mine}/edit", "-++ -++ +"),
        ("POST /comments/{mine}/edit text=Better", "-++ -++ +"),
        ("GET /comments/{note}/edit", "-.. -.. +"),

        // resolve and reopen: viewers and commenters what they wrote themselves
        ("POST /comments/{note}/resolve?resolved=true&notes=All", "--+ --+ +"),
        ("POST /comments/{mine}/resolve?resolved=true&notes=All", "+++ +++ +"),

        // download the original
        ("GET /versions/{version}/download", "..+ ..+ +"),
        ("POST /projects/{project}/share?handler=Downloads allowed=true", "--- --- +"),
        ("GET /versions/{version}/download", "+++ +++ +"),
        ("POST /projects/{project}/share?handler=Downloads allowed=false", "--- --- +"),
        ("GET /versions/{version}/download", "..+ ..+ +"),

        // make songs, rename song, version and project
        ("POST /projects/{project}?handler=Create name=Written by {who}", "--+ --- +"),
        ("GET /songs/{song}/rename", "--+ --+ +"),
        ("POST /songs/{song}/rename name=Intro", "--+ --+ +"),
        ("GET /versions/{version}/rename", "--+ --+ +"),
        ("POST /versions/{version}/rename label=", "--+ --+ +"),
        ("GET /projects/{project}/rename", "--- --- +"),

        // share, change roles, revoke
        ("POST /songs/{song}/share addresses=song.{who}@example.com&role=Viewer", "--- --- +"),
        ("POST /projects/{project}/share addresses=project.{who}@example.com&role=Viewer", "--- ... +"),
        ("POST /projects/{project}/share?handler=Role&person={opened} role=Commenter", "--- ... +"),
        ("GET /collaborators/{opened}/remove", "--- ... +"),
        ("GET /collaborators/{waiting}/remove", "... ... +"),
        ("GET /projects/{project}/hand-over", "--- --- +"),
        ("POST /projects/{project}/share?handler=Link&person={waiting}", "... ... +"),
        ("POST /projects/{project}/share?handler=Resend&person={waiting}", "... ... +"),
        ("POST /collaborators/{waiting}/remove", "... ... +"),

        // delete: editors their own versions, the owner everything
        ("GET /songs/{song}/delete", "--- --- +"),
        ("GET /projects/{project}/delete", "--- --- +"),
        ("POST /comments/{mine}/delete", "-++ -++ +"),
        ("POST /versions/{own}/delete", "--+ --+ +"),
        ("POST /versions/{spare}/delete", "--- --- +"),
        ("POST /songs/{other}/delete", "--- ... +"),

        // leave, and what is left then
        ("GET /songs/{song}/leave", "+++ +++ +"),
        ("POST /projects/{project}/leave", "+++ +++ +"), // the owner gets the same page, told to hand over first
        ("GET /songs/{song}", "... ... +"),
        ("POST /projects/{project}/delete", "... ... +"),
        ("GET /songs/{song}", "... ... ."),
    ];

    private static readonly string[] Insiders = ["viewer", "commenter", "editor", "song viewer", "song commenter", "song editor", "owner"], Outsiders = ["stranger", "removed", "admin", "nobody"];

    [OnBothDatabases]
    public async Task Law10_everybody_may_do_what_the_table_says_and_what_they_may_not_see_is_not_there(string database)
    {
        var scene = await Scenery.SetAsync(await ConcertoFixture.OnAsync(database));
        var wrong = new List<string>();
        foreach (var (action, outcomes) in Table)
        {
            foreach (var outsider in Outsiders)
            {
                var (there, nowhere) = (await scene.TryAsync(outsider, action), await scene.TryAsync(outsider, action, nonsense: true));
                for (var again = 0; again < 3 && there.Answer != nowhere.Answer; again++) // what admins are alerted to may have changed between the two
                    (there, nowhere) = (await scene.TryAsync(outsider, action), await scene.TryAsync(outsider, action, nonsense: true));
                if (there.Outcome != '.') wrong.Add($"{outsider}: {action} → {there.Outcome} instead of .");
                if (there.Answer != nowhere.Answer) wrong.Add($"{outsider}: {action} tells what is there from what is not:\n{there.Answer}\n{nowhere.Answer}");
            }
            foreach (var (insider, expected) in Insiders.Zip(outcomes.Replace(" ", "", StringComparison.Ordinal)))
            {
                var (outcome, answer) = await scene.TryAsync(insider, action);
                if (outcome != expected) wrong.Add($"{insider}: {action} → {outcome} instead of {expected} ({answer[..Math.Min(200, answer.Length)]})");
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>A project with two songs, and everybody who has something, or nothing, to do with it.</summary>
    private sealed partial class Scenery
    {
        private readonly Dictionary<string, (Browser Browser, string Token)> _people = [];
        private readonly Dictionary<string, string> _ids = [];
        private readonly Dictionary<string, Dictionary<string, string>> _mine = [];

        public static async Task<Scenery> SetAsync(Server server)
        {
            var scene = new Scenery();
            var owner = await server.NewPersonAsync("owner");
            var version = await server.UploadAsync(owner, new(ProjectName: "Album", SongName: "Intro"));
            await server.WaitUntilRenderedAsync(version.Id);
            var (song, project) = await server.QueryAsync(async db =>
            {
                var song = await db.Songs.SingleAsync(s => s.Id == version.SongId);
                return (song, await db.Projects.SingleAsync(p => p.Id == song.ProjectId));
            });
            var other = await server.QueryAsync(async db =>
            {
                var other = new Song(project.Id, Name.From("Other", "name"), TimeProvider.System.Now());
                db.Add(other);
                await db.SaveChangesAsync();
                return other;
            });

            var number = 1;
            foreach (var who in Insiders.Concat(Outsiders))
            {
                var person = who switch { "nobody" => null, "owner" => owner, _ => await server.NewPersonAsync(who, admin: who == "admin") };
                var browser = person is null ? server.NewBrowser() : await person.SignedInAsync();
                var page = await browser.GetPageAsync(person is null ? "/account/sign-in" : "/projects");
                scene._people[who] = (browser, page.QuerySelector("meta[name=antiforgery]")!.GetAttribute("content")!);
                var role = who.Split(' ')[^1] switch { "viewer" => Role.Viewer, "commenter" => Role.Commenter, "editor" or "removed" => Role.Editor, _ => (Role?)null };
                var share = role is not { } given ? null : who.StartsWith("song", StringComparison.Ordinal)
                    ? await server.ShareAsync(owner, song, person!.Email, given) : await server.ShareOpenedAsync(owner, project, person!, given);
                // Their own note and version, of the time when they were an editor; those who never were in have none.
                if (person is not null && who is not ("stranger" or "admin"))
                    scene._mine[who] = await server.QueryAsync(async db =>
                    {
                        var note = new Comment(version, person.Id, "Mine", Position.From(null, null, null), TimeProvider.System.Now());
                        var own = Scene.NewVersion(song, ++number, person, TimeProvider.System.Now());
                        db.AddRange(note, own);
                        await db.SaveChangesAsync();
                        return new Dictionary<string, string> { ["mine"] = $"{note.Id}", ["own"] = $"{own.Id}" };
                    });
                if (who == "removed") await server.UseAsync((Unshare unshare) => unshare.ExecuteAsync(new(share!.Id), owner.Caller, default));
            }
            var (opened, waiting) = (await server.ShareOpenedAsync(owner, project, await server.NewPersonAsync("opened")), await server.ShareAsync(owner, project, Server.NewAddress()));
            var (note, spare) = await server.QueryAsync(async db =>
            {
                var note = new Comment(version, owner.Id, "Note", Position.From(500, null, null), TimeProvider.System.Now());
                var spare = Scene.NewVersion(song, ++number, owner, TimeProvider.System.Now());
                db.AddRange(note, spare);
                await db.SaveChangesAsync();
                await db.Songs.Where(s => s.Id == song.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.LastVersionNumber, number));
                return (note, spare);
            });
            foreach (var (kind, id) in new[] { ("project", $"{project.Id}"), ("song", $"{song.Id}"), ("other", $"{other.Id}"), ("version", $"{version.Id}"), ("spare", $"{spare.Id}"), ("note", $"{note.Id}"), ("opened", $"{opened.Id}"), ("waiting", $"{waiting.Id}") })
                scene._ids[kind] = id;
            return scene;
        }

        /// <param name="nonsense">With ids of nothing in place of those of what is there.</param>
        public async Task<(char Outcome, string Answer)> TryAsync(string who, string action, bool nonsense = false)
        {
            var text = Placeholder().Replace(action, match => match.Groups[1].Value is var kind && kind == "who" ? who.Replace(' ', '.')
                : nonsense ? Unused(kind)
                : _mine.GetValueOrDefault(who)?.GetValueOrDefault(kind) ?? _ids.GetValueOrDefault(kind) ?? _ids[kind == "mine" ? "note" : "version"]);
            var parts = text.Split(' ', 2);
            var (outcome, answer) = parts[0] == "GET" ? await GetAsync(who, parts[1]) : await PostAsync(who, parts[1]);
            return (outcome, Changing().Replace(answer, "…"));
        }

        private async Task<(char, string)> GetAsync(string who, string what)
        {
            var (path, fragment) = what.Split(" #") is [var p, var f] ? (p, f) : (what, null);
            return await ReadAsync(await _people[who].Browser.GetAsync(path, fragment is null ? [] : [("HX-Request", "true"), ("HX-Target", fragment)]));
        }

        private async Task<(char, string)> PostAsync(string who, string what)
        {
            var (path, body) = what.Split(' ', 2) is [var p, var b] ? (p, b) : (what, "");
            var fields = body.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=', 2)).ToDictionary(f => f[0], f => f[1]);
            using var content = new FormUrlEncodedContent(fields);
            return await ReadAsync(await _people[who].Browser.SendAsync(new(HttpMethod.Post, path) { Content = content }, ("RequestVerificationToken", _people[who].Token)));
        }

        // To whom is signed out, everything is behind the same door; what a page asked for by itself leads away from what is gone.
        private static async Task<(char, string)> ReadAsync(HttpResponseMessage response)
        {
            using var _ = response;
            var away = response.Headers.Contains("HX-Redirect") || response.Headers.Contains("HX-Location");
            var door = away || response.StatusCode is HttpStatusCode.Redirect && response.Headers.Location!.OriginalString.Contains("/account/sign-in", StringComparison.Ordinal);
            var outcome = response.StatusCode switch
            {
                HttpStatusCode.NotFound => '.',
                HttpStatusCode.Forbidden => '-',
                _ when door => '.',
                HttpStatusCode.OK or HttpStatusCode.NoContent or HttpStatusCode.Redirect or HttpStatusCode.UnprocessableEntity => '+',
                _ => '?',
            };
            return (outcome, $"{(int)response.StatusCode} {response.Headers.Location} {await response.Content.ReadAsStringAsync()}");
        }

        private static string Unused(string kind) => kind switch
        {
            "project" => $"{ProjectId.New()}",
            "song" or "other" => $"{SongId.New()}",
            "version" or "spare" or "own" => $"{VersionId.New()}",
            "note" or "mine" => $"{CommentId.New()}",
            _ => $"{CollaboratorId.New()}",
        };

        [GeneratedRegex(@"\{(project|song|other|version|spare|own|note|mine|opened|waiting|who)\}")]
        private static partial Regex Placeholder();

        // The id that was asked for, and what is new in every page.
        [GeneratedRegex("""[A-Za-z0-9_-]{23}(?![A-Za-z0-9_-])|data-live-since="[^"]*"|CfDJ8[A-Za-z0-9_-]+|"csp-nonce" content="[^"]+"|nonce="[^"]+"|"traceId":"\w+" """)]
        private static partial Regex Changing();
    }
}
