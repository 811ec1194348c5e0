using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Notifications;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Notifications;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>
/// What sharing a project and sharing a song have in common: everybody is in, or nobody is. An address with an account gets a share and a mail, one without an
/// invite and a mail with a link; the one who shares gets the same answer, in the same time, for both.
/// </summary>
public sealed class ShareWithPeople(UnitOfWork unitOfWork, ShareMails mails, Outbox outbox, AccountOptions options, TimeProvider time)
{
    /// <summary>With how many people somebody may begin to share within 24 hours.</summary>
    public const int DailyLimit = 100;

    /// <param name="find">Finds what is to be shared, when it is one's turn, and asks whether the caller may.</param>
    /// <param name="field">The input field that the addresses came from.</param>
    /// <exception cref="InvalidInputException"/>
    /// <exception cref="TooManySharesException"/>
    public async Task<IReadOnlyList<Collaborator>> ExecuteAsync(
        Func<ConcertoDbContext, Task<SharedThing>> find, IReadOnlyList<EmailAddress> addresses, Role role, string? message, string field, Caller caller, CancellationToken ct)
    {
        var pace = Task.Delay(options.AnswerTime, ct);
        var (given, words) = (Share.Grantable(role), ShareMessage.From(message));
        var people = await unitOfWork.RunAsync(async db =>
        {
            var what = await find(db);
            var (now, keys) = (time.Now(), addresses.Select(a => a.Key).ToList());
            var sender = await db.Users.AsNoTracking().SingleAsync(u => u.Id == caller.Writer, ct);
            if (keys.Contains(sender.EmailKey)) throw new InvalidInputException(field, "That is your own address. You are in already.");

            await LockAsync(db, [.. keys, sender.EmailKey], ct);
            var users = await db.Users.AsNoTracking().Where(u => keys.Contains(u.EmailKey)).ToDictionaryAsync(u => u.EmailKey, ct);
            var ids = users.Values.Select(u => u.Id).ToList();
            var shares = await what.Shares(db).Where(h => ids.Contains(h.UserId)).ToDictionaryAsync(h => h.UserId, ct);
            var invites = await what.Invites(db).Where(i => keys.Contains(i.AddressKey)).ToDictionaryAsync(i => i.AddressKey, ct);
            var fresh = addresses.Count(a => !invites.ContainsKey(a.Key) && !(users.TryGetValue(a.Key, out var user) && shares.ContainsKey(user.Id)));
            if (fresh > 0 && fresh + await BegunSinceAsync(db, sender.Id, now.AddDays(-1), ct) > DailyLimit) throw new TooManySharesException(DailyLimit, field);

            what.Keep(now);
            var shared = new List<CollaboratorId>();
            foreach (var address in addresses)
            {
                var user = users.GetValueOrDefault(address.Key);
                if (user is not null && shares.TryGetValue(user.Id, out var share))
                {
                    if (share.Role != given) db.Activities.Add(what.Activity(ActivityKind.RoleChanged, sender.Id, user.Id, now));
                    share.Change(given);
                    shared.Add(CollaboratorId.From(share.Id.Value));
                }
                else if (user is { IsActive: true })
                {
                    db.Shares.Add(share = what.ShareWith(user.Id, address, given, words, sender.Id, now));
                    var happened = what.Activity(ActivityKind.Shared, sender.Id, user.Id, now);
                    db.Activities.Add(happened);
                    await mails.AddSharedAsync(db, await Notify.AddAsync(db, happened, ct), user, sender, what, share, now, ct);
                    shared.Add(CollaboratorId.From(share.Id.Value));
                }
                else if (invites.TryGetValue(address.Key, out var invite))
                {
                    if (invite.Role != given) db.Activities.Add(what.Activity(ActivityKind.RoleChanged, sender.Id, null, now));
                    invite.Change(given);
                    shared.Add(CollaboratorId.From(invite.Id.Value));
                }
                else
                {
                    db.Invites.Add(invite = what.InviteTo(address, given, words, sender.Id, now));
                    db.Activities.Add(what.Activity(ActivityKind.Shared, sender.Id, null, now));
                    mails.AddInvite(db, invite, sender, sender.Id, what, now);
                    shared.Add(CollaboratorId.From(invite.Id.Value));
                }
            }
            await db.SaveChangesAsync(ct);

            // An account may be being made for one of the addresses at this moment. It looks for invites after it was written, and here is looked for it after
            // they were: whoever comes second sees the first (law 9).
            await LockAsync(db, keys, ct);
            if (await db.Users.CountAsync(u => keys.Contains(u.EmailKey) && u.VerifiedAt != null, ct) != users.Values.Count(u => u.VerifiedAt is not null)) throw new LostRaceException();

            var found = (await Collaborators.FindAsync(db, caller, shared, ct)).ToDictionary(c => c.Id);
            return shared.ConvertAll(id => found[id]);
        }, ct);
        outbox.Nudge();
        await pace;
        return people;
    }

    // Nobody of them is verified, nor does the sender share more, until this is through.
    private static Task<int> LockAsync(ConcertoDbContext db, IReadOnlyList<string> keys, CancellationToken ct) =>
        Turn.TakeAsync(db.Users.Where(u => keys.Contains(u.EmailKey)), ct);

    // By what happened rather than by what is there: who shares, takes back and shares again counts each time. Only the last day is read.
    internal static async Task<int> BegunSinceAsync(ConcertoDbContext db, UserId sender, DateTime since, CancellationToken ct)
    {
        var before = await db.Activities.Where(a => a.At <= since).OrderByDescending(a => a.Sequence).Select(a => a.Sequence).FirstOrDefaultAsync(ct);
        return await db.Activities.CountAsync(a => a.Sequence > before && a.ActorId == sender && a.Kind == ActivityKind.Shared && !a.KeptPromise, ct);
    }
}
