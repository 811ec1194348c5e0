using Concerto.Domain.Notifications;
using CsCheck;

namespace Concerto.Tests.Digests;

/// <summary>When a digest is due, where people live.</summary>
public sealed class DigestSlotTests
{
    private static readonly string[] Zones =
    [
        "UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Apia", "Pacific/Pago_Pago", "Etc/GMT+12", "Australia/Lord_Howe", "Pacific/Chatham",
        "America/Havana", "Africa/Casablanca", "Antarctica/Troll", "America/St_Johns", "Asia/Beirut", "Atlantic/Azores", "America/Asuncion", "Africa/Cairo", "Asia/Tehran", "America/Sao_Paulo",
    ];

    private static readonly Gen<string> AnyZone = Gen.Int[0, Zones.Length - 1].Select(i => Zones[i]);

    [Theory]
    [InlineData("Europe/Vienna", "2026-11-25", 9, "2026-11-25T08:00Z")]
    [InlineData("Europe/Vienna", "2026-03-29", 2, "2026-03-29T01:00Z")] // 02:00 is skipped: at 03:00
    [InlineData("Europe/Vienna", "2026-03-29", 3, "2026-03-29T01:00Z")]
    [InlineData("Europe/Vienna", "2026-10-25", 2, "2026-10-25T00:00Z")] // 02:00 comes twice: the first
    [InlineData("Australia/Lord_Howe", "2026-10-04", 2, "2026-10-03T15:30Z")] // half an hour is skipped
    [InlineData("Pacific/Kiritimati", "2026-11-25", 0, "2026-11-24T10:00Z")] // +14
    [InlineData("Etc/GMT+12", "2026-11-25", 23, "2026-11-26T11:00Z")] // −12
    [InlineData("Asia/Kathmandu", "2026-11-25", 9, "2026-11-25T03:15Z")]
    [InlineData("Africa/Cairo", "2026-04-24", 0, "2026-04-23T22:00Z")] // the day begins at 01:00
    [InlineData("Pacific/Apia", "2011-12-30", 9, null)] // there was no such day
    public void It_begins_when_clocks_there_first_show_the_hour(string zone, string date, int hour, string? expected)
    {
        var slot = DigestSlot.On(TimeZoneInfo.FindSystemTimeZoneById(zone), DateOnly.Parse(date, null), hour);
        Assert.Equal(expected, slot?.Begins.ToString("yyyy-MM-dd'T'HH:mm'Z'", null));
    }

    [Fact]
    public void In_every_zone_it_is_the_first_minute_of_the_day_that_shows_the_hour_or_later() =>
        Gen.Select(AnyZone, Gen.Int[0, 365 * 3], Gen.Int[0, 23]).Sample((name, day, hour) =>
        {
            var (zone, date) = (TimeZoneInfo.FindSystemTimeZoneById(name), new DateOnly(2025, 1, 1).AddDays(day));
            var utc = date.ToDateTime(default, DateTimeKind.Utc).AddHours(-15);
            while (TimeZoneInfo.ConvertTimeFromUtc(utc, zone) < date.ToDateTime(new(hour, 0))) utc = utc.AddMinutes(1);
            return DigestSlot.On(zone, date, hour) == new DigestSlot(date, utc);
        }, iter: 2000);

    [Fact]
    public void At_every_moment_at_most_one_slot_is_open_and_each_days_is_found_while_it_is() =>
        Gen.Select(AnyZone, Gen.Int[0, 365 * 3 * 48], Gen.Int[0, 23]).Sample((name, halfHours, hour) =>
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            var now = new DateTime(2025, 1, 1, 0, 7, 0, DateTimeKind.Utc).AddMinutes(30 * halfHours);
            var here = DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(now, zone));
            var open = Enumerable.Range(-1, 3).Select(d => DigestSlot.On(zone, here.AddDays(d), hour)).Where(s => s?.IsOpen(now) is true).ToList();
            return open.Count <= 1 && DigestSlot.Next(zone, hour, now, before: now) == open.SingleOrDefault();
        }, iter: 2000);
}
