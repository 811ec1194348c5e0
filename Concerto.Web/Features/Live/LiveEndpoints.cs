using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Concerto.Domain.Accounts;
using Concerto.Domain.Projects;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Live;

/// <summary>
/// One event stream for each page that is looked at: hints at what has changed (<see cref="Hint"/>, named after the part of the page), <c>listening</c> when it has
/// made up for what was missed, <c>unread</c> with the number on the bell then and whenever it changes, <c>refresh</c> when that was too much, <c>gone</c> at the end. An event's id is an <see cref="ActivityMark"/>: it resumes
/// there by <c>Last-Event-ID</c>, or where the page stood when it was made (<c>?since=</c>).
/// </summary>
public static class LiveEndpoints
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public static void MapLive(this IEndpointRouteBuilder app)
    {
        app.MapGet("/songs/{id}/live", SongAsync);
        app.MapGet("/projects/{id}/live", ProjectAsync);
        app.MapGet("/notifications/live", (HttpContext http, LiveStreams streams) => StreamAsync(http, streams, LiveScope.Nothing));
        app.MapGet("/projects/live", (HttpContext http, LiveStreams streams) => StreamAsync(http, streams, LiveScope.Everything));
    }

    private static async Task SongAsync(string id, HttpContext http, ConcertoDbContext db, Caller caller, LiveStreams streams)
    {
        var project = SongId.TryParse(id, null, out var song)
            ? await Access.Songs(db, caller).Where(s => s.Id == song).Select(s => (ProjectId?)s.ProjectId).FirstOrDefaultAsync(http.RequestAborted)
            : null;
        await StreamAsync(http, streams, project is null ? null : new(project, song));
    }

    private static async Task ProjectAsync(string id, HttpContext http, ConcertoDbContext db, Caller caller, LiveStreams streams)
    {
        var found = ProjectId.TryParse(id, null, out var project) && await Access.Projects(db, caller).AnyAsync(p => p.Id == project, http.RequestAborted);
        await StreamAsync(http, streams, found ? new(project, null) : null);
    }

    private static async Task StreamAsync(HttpContext http, LiveStreams streams, LiveScope? scope)
    {
        if (scope is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var services = http.RequestServices;
        var (since, from) = (http.Request.Headers["Last-Event-ID"].FirstOrDefault(), http.Request.Query["since"].FirstOrDefault());
        using var stream = streams.Open(services.GetRequiredService<Caller>(), scope, Position(since) ?? Position(from), ct => http.StillStandsAsync(ct));
        if (stream is null)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = "60";
            return;
        }
        await EventStream.WriteAsync(http, services.GetRequiredService<LiveOptions>().Heartbeat, async (events, ct) =>
        {
            try
            {
                await foreach (var it in stream.EventsAsync(ct)) await SendAsync(events, it, ct);
            }
            catch (Exception e) when (DatabaseFaults.IsAway(e))
            {
                // The page comes back when it can, and goes on where it was.
            }
        });
    }

    // What is no mark has missed everything.
    private static ActivityMark? Position(string? text) => string.IsNullOrEmpty(text) ? null : ActivityMark.Parse(text) ?? new(long.MaxValue, []);

    private static Task SendAsync(EventStream events, LiveEvent it, CancellationToken ct) => it switch
    {
        LiveEvent.Happened { Happening: var happening, Mark: var mark } => events.SendAsync(Hint.PartOf(happening.Kind), JsonSerializer.Serialize(Hint.Of(happening), Json), ct, mark.ToString()),
        LiveEvent.Listening listening => events.SendAsync("listening", "{}", ct, listening.Mark.ToString()),
        LiveEvent.Unread unread => events.SendAsync("unread", $$"""{"count":{{unread.Count}},"said":"{{Unread.Said(unread.Count)}}"}""", ct),
        LiveEvent.Refresh refresh => events.SendAsync("refresh", "{}", ct, refresh.Mark.ToString()),
        LiveEvent.Gone gone => events.SendAsync("gone", gone.SignedOut ? """{"signedOut":true}""" : "{}", ct),
        _ => Task.CompletedTask,
    };
}
