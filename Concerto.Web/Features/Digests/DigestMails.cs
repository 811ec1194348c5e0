using System.Globalization;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Hosting;

namespace Concerto.Web.Features.Digests;

/// <summary>Whom a digest is for.</summary>
public sealed record DigestReader(UserId Id, string Email, string TimeZone, int Hour);

/// <summary>What a digest says: what its reader has not seen, by project, then by song, the newest first.</summary>
public sealed class DigestMails(Outbox outbox, PublicLinks links, UnsubscribeLinks unsubscribe)
{
    /// <summary>More is not read in a mail; the app has the rest.</summary>
    public const int MostLines = 20;

    private const int MostOfAName = 60, PhrasesInSubject = 2;
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>Writes and freezes the mail, without the database: many can be written at once.</summary>
    /// <param name="id">The mail's: the notifications have it already.</param>
    /// <param name="expiresAt">When what it tells of rides in the next one instead.</param>
    public OutboundEmail Write(OutboundEmailId id, DigestReader to, DateOnly date, IReadOnlyList<Notice> newestFirst, DateTime expiresAt)
    {
        var stop = unsubscribe.For(to.Id);
        return outbox.Freeze(new(MailLane.Digest, to.Email, WhatIsNew(newestFirst, to, links, stop), $"digest:{to.Id}:{date:yyyy-MM-dd}") { Id = id, ExpiresAt = expiresAt, Unsubscribe = stop });
    }

    /// <param name="newestFirst">What is told: one at least.</param>
    /// <param name="unsubscribe">Where it can be stopped.</param>
    public static MailText WhatIsNew(IReadOnlyList<Notice> newestFirst, DigestReader to, PublicLinks links, Uri unsubscribe)
    {
        var zone = Zone.Rules(to.TimeZone);
        var projects = Notices.Grouped(newestFirst.Take(MostLines));
        var groups = projects.SelectMany(project => project.Songs.Select((song, nth) => Group(project, song, nth, zone, links))).ToList();
        if (newestFirst.Count - MostLines is > 0 and var more) groups.Add(new($"And {more} more", links.To("/notifications"), []));
        return new(
            Subject(newestFirst),
            newestFirst.DistinctBy(n => n.ProjectId).Count() is > 1 and var many ? $"What is new in {many} projects" : $"What is new in {newestFirst[0].Project}",
            [], "See all that is new", links.To("/notifications"),
            $"You get this at {links.To("/").Authority} once a day, after {to.Hour}:00 ({to.TimeZone}), when there is something that you have not seen.")
        {
            Groups = groups,
            Foot = [new("Change when it comes", links.To("/settings/notifications")), new("Stop it", unsubscribe)],
        };
    }

    private static MailGroup Group(ProjectNotices project, SongNotices song, int nth, TimeZoneInfo zone, PublicLinks links) => new(
        song.Name ?? project.Name, links.To(song.Id is { } id ? $"/songs/{id}" : $"/projects/{project.Id}"),
        [.. song.Notices.Select(n => new MailLine($"{n.Sentence}, {When(n.At, zone)}", links.To(n.Path), n.Excerpt))])
    {
        Above = nth == 0 && song.Id is not null ? project.Name : null,
    };

    // Read on another day as well as on the day that it came.
    private static string When(DateTime at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTimeFromUtc(at, zone).ToString("ddd d MMM, HH:mm", English);

    /// <summary>“3 new notes on Intro, and a new version of Outro”.</summary>
    public static string Subject(IReadOnlyList<Notice> newestFirst)
    {
        var phrases = newestFirst.GroupBy(n => (n.ProjectId, n.SongId, Sort: SortOf(n.Kind))).Select(same => Phrase(same.Key.Sort, [.. same])).ToList();
        var said = phrases.Count > PhrasesInSubject ? $"{string.Join(", ", phrases.Take(PhrasesInSubject))}, and more" : string.Join(", and ", phrases);
        return char.ToUpperInvariant(said[0]) + said[1..];
    }

    private static NotificationKind SortOf(NotificationKind kind) => kind is NotificationKind.Reply or NotificationKind.Mention ? NotificationKind.Comment : kind;

    private static string Phrase(NotificationKind sort, IReadOnlyList<Notice> same)
    {
        var name = same[0].Song ?? same[0].Project;
        var where = name.Length > MostOfAName ? $"{name[..MostOfAName].TrimEnd()}…" : name;
        return (sort, same.Count) switch
        {
            (NotificationKind.VersionReady, 1) => $"a new version of {where}",
            (NotificationKind.VersionReady, var n) => $"{n} new versions of {where}",
            (NotificationKind.Resolved, 1) => $"a resolved note on {where}",
            (NotificationKind.Resolved, var n) => $"{n} resolved notes on {where}",
            (NotificationKind.Shared, _) => $"{where} shared with you",
            (_, 1) => $"a new note on {where}",
            (_, var n) => $"{n} new notes on {where}",
        };
    }
}
