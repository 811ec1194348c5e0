using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Domain.Sharing;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Features.Sharing;

/// <summary>What can be done with an invite's link.</summary>
public enum InviteStep
{
    /// <summary>It came to the mailbox, and nobody is signed in: a name and a password, and its address has an account.</summary>
    Join,
    /// <summary>Somebody is signed in and may have it.</summary>
    Accept,
    /// <summary>It was copied, and nobody is signed in: they sign in, or up by their own address, and come back.</summary>
    SignInOrUp,
    /// <summary>An account has it: nobody is signed in who could be asked whether it is theirs.</summary>
    SignIn,
    /// <summary>It is theirs already: on to it.</summary>
    GoOn,
    /// <summary>An account has it, and another one is signed in.</summary>
    Anothers,
}

/// <summary>What a link leads to.</summary>
/// <param name="Path">The page of what is shared.</param>
/// <param name="Address">The address that it was mailed to; null when it was copied: who holds it need not know.</param>
public sealed record InviteSight(InviteStep Step, string Inviter, string Thing, bool OfSong, Role Role, string? Message, string Path, string? Address);

/// <summary>Looks at an invite's link without using it: mail scanners open every address that they find.</summary>
public sealed class LookAtInvite(ConcertoDbContext db, TimeProvider time)
{
    /// <returns>Null when the link is dead, or never was one.</returns>
    public async Task<InviteSight?> ExecuteAsync(string? token, Caller caller, CancellationToken ct)
    {
        if (await InviteLinks.FindAsync(db, token, time.Now(), ct) is not { } found || await SharedThing.OfAsync(db, found.Collaboration, ct) is not { IsGone: false } what) return null;
        if (await StepAsync(found, what, caller, ct) is not { } step) return null;
        var shared = found.Collaboration;
        var by = shared.SharedById ?? what.Project.OwnerId;
        var inviter = await db.Users.Where(u => u.Id == by).Select(u => u.Name).SingleAsync(ct);
        return new(step, inviter, what.Name, what.Song is not null, shared.Role, shared.Message, what.Path, found.Link.WasMailed ? shared.Address : null);
    }

    private async Task<InviteStep?> StepAsync(FoundInvite found, SharedThing what, Caller caller, CancellationToken ct)
    {
        if (caller.User is { } me && (what.Project.OwnerId == me || found.Share?.UserId == me)) return InviteStep.GoOn;
        if (found.Invite is { } invite)
        {
            if (caller.User is not null) return InviteStep.Accept;
            if (!found.Link.WasMailed) return InviteStep.SignInOrUp;
            return await db.Users.AnyAsync(u => u.EmailKey == invite.AddressKey && (u.DisabledAt != null || u.VerifiedAt != null), ct) ? null : InviteStep.Join;
        }
        var isOpen = found.IsOpenToOthers;
        return caller.User is null ? isOpen ? InviteStep.SignInOrUp : InviteStep.SignIn : isOpen ? InviteStep.Accept : InviteStep.Anothers;
    }
}
