using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Notifications;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Settings;

/// <summary>How somebody is told of something.</summary>
public enum Told
{
    NotAtAll,
    InTheApp,
    ByMailAtOnce,
}

/// <summary>What one is told of, and how.</summary>
public sealed class NotificationsModel(ConcertoDbContext db, ChangeNotificationSettings change, TimeProvider time) : ConcertoPage
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    [BindProperty]
    public Dictionary<NotificationKind, Told> Kinds { get; set; } = [];

    /// <summary>Empty for no digest.</summary>
    [BindProperty]
    public int? DigestHour { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    public string Email { get; private set; } = "";

    /// <summary>“tomorrow at 09:00”; null when none comes.</summary>
    public string? NextDigest { get; private set; }

    /// <summary>Every zone that there is, for those who look for theirs.</summary>
    public static IReadOnlyList<string> Zones { get; } =
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && z.Id.Contains('/', StringComparison.Ordinal) && !z.Id.StartsWith("Etc/", StringComparison.Ordinal)).Select(z => z.Id).Append(Concerto.Domain.Accounts.Zone.Utc).Distinct().Order(StringComparer.Ordinal)];

    public async Task OnGetAsync()
    {
        var settings = await LoadAsync();
        Kinds = Enum.GetValues<NotificationKind>().ToDictionary(k => k, k => settings.Quiet.Contains(k) ? Told.NotAtAll : settings.MailedAtOnce.Contains(k) ? Told.ByMailAtOnce : Told.InTheApp);
        (DigestHour, TimeZone) = (settings.DigestHour, settings.TimeZone);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Kinds.Keys.All(Enum.IsDefined)) return NotFound(); // a number that is no kind would be taken for the bit of another
        if (!await TryAsync(() => change.ExecuteAsync(new(Which(Told.NotAtAll), Which(Told.ByMailAtOnce), DigestHour, TimeZone?.Trim() ?? ""), Caller, Ct)))
        {
            await LoadAsync();
            return Again();
        }
        Said = "Saved.";
        return RedirectToPage();

        List<NotificationKind> Which(Told how) => [.. Kinds.Where(k => k.Value == how).Select(k => k.Key)];
    }

    private async Task<NotificationSettings> LoadAsync()
    {
        var me = await db.Users.AsNoTracking().SingleAsync(u => u.Id == Me, Ct);
        var settings = NotificationSettings.Of(me, time.Now());
        (Email, NextDigest) = (me.Email, settings.NextDigestAt is { } next ? Say(next, Concerto.Domain.Accounts.Zone.Rules(settings.TimeZone)) : null);
        return settings;
    }

    private string Say(DateTime next, TimeZoneInfo zone)
    {
        var (there, today) = (TimeZoneInfo.ConvertTimeFromUtc(next, zone), TimeZoneInfo.ConvertTimeFromUtc(time.Now(), zone).Date);
        return (there.Date == today ? "today" : "tomorrow") + there.ToString("' at 'HH:mm", English);
    }
}
