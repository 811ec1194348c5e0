using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Email;
using Concerto.Domain.Notifications;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Digests;

/// <summary>Somebody whose digest of a day is written.</summary>
public sealed record WrittenDigest(string Email, DateOnly LocalDate, int Notifications);

/// <summary>
/// A job: writes the digests whose slot is open now, from what people have not read now (law 5). Each is a claim on (person, date where they live), the mail and the
/// marks on what it tells of, in one transaction, so that no number of nodes, restarts or jumping clocks makes two of one, or loses anything (law 6). It writes no more
/// than the mail budget lets go now, and first to those who have waited longest (law 7).
/// </summary>
public sealed class RunDigests(IDbContextFactory<ConcertoDbContext> contexts, UnitOfWork unitOfWork, MailBudget budget, Outbox outbox, DigestMails mails, TimeProvider time) : IJob
{
    /// <summary>Of how many people one transaction takes care: enough to be quick, and few enough that on SQLite others get a turn.</summary>
    private const int Batch = 250;

    /// <returns>How many were written.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var count = 0;
        await PassAsync(at: null, _ => count++, ct);
        return count;
    }

    /// <param name="at">As if it were that time: the mails live as much longer.</param>
    /// <param name="written">Told of each.</param>
    public async Task PassAsync(DateTime? at, Action<WrittenDigest> written, CancellationToken ct)
    {
        var now = at ?? time.Now();
        var shift = at is null ? TimeSpan.Zero : time.Now() - now;
        foreach (var (slot, people) in await DueAsync(now, ct))
            foreach (var some in people.Chunk(Batch))
            {
                foreach (var digest in await WriteAsync(slot, some, slot.Ends + shift, ct)) written(digest);
                outbox.Nudge();
            }
    }

    /// <summary>Who would get one, and changes nothing.</summary>
    public async Task<IReadOnlyList<WrittenDigest>> LookAsync(DateTime now, CancellationToken ct)
    {
        var found = new List<WrittenDigest>();
        await using var db = await contexts.CreateDbContextAsync(ct);
        foreach (var (slot, people) in await DueAsync(now, ct))
            foreach (var some in people.Chunk(Batch))
                found.AddRange(await db.Users.Where(u => some.Contains(u.Id)).Select(u => new WrittenDigest(u.Email, slot.Date, db.Notifications.Count(n => n.UserId == u.Id && n.ReadAt == null && n.MailId == null))).ToListAsync(ct));
        return found;
    }

    /// <summary>
    /// Whose slot is open and whom the budget lets go. Where it is limited, the places of the day belong to those who have waited longest, also when their slot comes
    /// later in the day: else those who live in the east would have them all.
    /// </summary>
    private async Task<IReadOnlyList<(DigestSlot Slot, List<UserId> People)>> DueAsync(DateTime now, CancellationToken ct)
    {
        await using var db = await contexts.CreateDbContextAsync(ct);
        var left = await budget.LeftAsync(db, MailLane.Digest, ct);
        if (left == 0) return [];
        var isScarce = left < int.MaxValue;

        var places = await db.Users.Where(u => u.DigestHour != null).Select(u => new { u.TimeZone, Hour = u.DigestHour!.Value }).Distinct().ToListAsync(ct);
        var slots = from place in places
            let slot = DigestSlot.Next(Zone.Rules(place.TimeZone), place.Hour, now, before: isScarce ? now.Date.AddDays(1) : now)
            where slot is not null
            group place.TimeZone by (place.Hour, Slot: slot.Value) into zones
            select (zones.Key.Hour, zones.Key.Slot, Zones: zones.ToList());

        var waiting = new List<(DigestSlot Slot, UserId Person, DateTime? Last)>();
        foreach (var (hour, slot, zones) in slots)
        {
            var people = Waiting(db, slot.Date).Where(u => u.DigestHour == hour && zones.Contains(u.TimeZone))
                .Select(u => new { u.Id, Last = isScarce ? db.Digests.Where(d => d.UserId == u.Id).Max(d => (DateTime?)d.At) : null });
            await foreach (var person in people.AsAsyncEnumerable().WithCancellation(ct)) waiting.Add((slot, person.Id, person.Last));
        }
        if (isScarce) waiting = [.. waiting.OrderBy(w => w.Last).ThenBy(w => w.Person.Value).Take(left)];
        return [.. waiting.Where(w => w.Slot.IsOpen(now)).GroupBy(w => w.Slot, w => w.Person).Select(g => (g.Key, g.ToList()))];
    }

    /// <summary>Who has something for their next digest.</summary>
    public static IQueryable<User> WithNews(ConcertoDbContext db) =>
        from user in db.Users.AsNoTracking()
        from suppression in db.Suppressions.Where(s => s.AddressKey == user.EmailKey).DefaultIfEmpty() // it would be a dead letter every day
        where suppression == null && user.VerifiedAt != null && user.DisabledAt == null && user.DigestHour != null && db.Notifications.Any(n => n.UserId == user.Id && n.ReadAt == null && n.MailId == null)
        select user;

    // What must not be there is joined for: of NOT EXISTS MariaDB would now and then make a list of everybody's, for every few people.
    private static IQueryable<User> Waiting(ConcertoDbContext db, DateOnly date) =>
        from user in WithNews(db)
        from claim in db.Digests.Where(d => d.UserId == user.Id && d.LocalDate == date).DefaultIfEmpty()
        where claim == null
        select user;

    /// <summary>
    /// Claims first, marks what each person has not read as carried by the mail, and writes of what is marked: what comes in meanwhile is not, and rides in the next.
    /// The commands are as many for one person as for all.
    /// </summary>
    private Task<IReadOnlyList<WrittenDigest>> WriteAsync(DigestSlot slot, UserId[] some, DateTime expiresAt, CancellationToken ct) => unitOfWork.RunAsync<IReadOnlyList<WrittenDigest>>(async db =>
    {
        var readers = await Waiting(db, slot.Date).Where(u => some.Contains(u.Id)).Select(u => new DigestReader(u.Id, u.Email, u.TimeZone, u.DigestHour!.Value)).ToListAsync(ct);
        var claims = readers.ConvertAll(reader => new Digest(reader.Id, slot.Date, OutboundEmailId.New(), time.Now()));
        db.Digests.AddRange(claims);
        await db.SaveChangesAsync(ct); // somebody else's claim on one of them: all start again, without those

        var (people, mailIds) = (readers.ConvertAll(r => r.Id), claims.ConvertAll(c => c.MailId));
        await db.Notifications.Where(n => n.ReadAt == null && n.MailId == null)
            .Join(db.Digests.Where(d => d.LocalDate == slot.Date && people.Contains(d.UserId)), n => n.UserId, d => d.UserId, (Notification, claim) => new { Notification, claim.MailId })
            .ExecuteUpdateAsync(set => set.SetProperty(marked => marked.Notification.MailId, marked => marked.MailId), ct);
        var news = (await Notices.ReadAsync(db, db.Notifications.Where(n => mailIds.Contains(n.MailId)), ct)).ToLookup(n => n.UserId);

        var idle = claims.FindAll(claim => !news.Contains(claim.UserId));
        if (idle.Count > 0) await CarriedNotifications.GiveBackAsync(db, idle.ConvertAll(claim => claim.MailId), ct);
        foreach (var claim in idle) claim.HadNothingToTell();

        // To write and freeze them is half of the work, and needs no database: every core takes a share of it.
        var written = readers.Zip(claims, (reader, claim) => (Reader: reader, Mail: claim.MailId, News: news[reader.Id].ToList())).Where(digest => digest.Mail is not null).AsParallel().AsOrdered().WithCancellation(ct)
            .Select(digest => (Mail: mails.Write(digest.Mail!.Value, digest.Reader, slot.Date, digest.News, expiresAt), Said: new WrittenDigest(digest.Reader.Email, slot.Date, digest.News.Count))).ToList();
        db.OutboundEmails.AddRange(written.Select(digest => digest.Mail));
        await db.SaveChangesAsync(ct);
        return written.ConvertAll(digest => digest.Said);
    }, ct);
}
