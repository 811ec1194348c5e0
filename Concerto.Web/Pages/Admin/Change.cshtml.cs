using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Web.Pages.Admin;

/// <summary>Asks once before something is done to somebody that they feel at once. By the last part of its address: disable, make-admin, remove-admin, end-sessions, remove-two-factor.</summary>
public sealed class ChangeModel(ConcertoDbContext db, DisableUser disableUser, MakeAdmin makeAdmin, RemoveAdmin removeAdmin, EndSessions endSessions, RemoveTwoFactor removeTwoFactor) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public UserId Id { get; set; }

    [BindProperty(SupportsGet = true)]
    public string Change { get; set; } = "";

    [TempData]
    public string? Done { get; set; }

    public PersonAccount Person { get; private set; } = null!;

    public Question Asked { get; private set; } = null!;

    /// <param name="Title">The question.</param>
    /// <param name="Means">What it means for them.</param>
    /// <param name="Yes">The button that does it.</param>
    public sealed record Question(string Title, string Means, string Yes, bool Hurts = true);

    public async Task<IActionResult> OnGetAsync() => await LoadAsync() ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await LoadAsync()) return NotFound();
        if (!await TryAsync(DoAsync)) return Again();
        return Redirect($"/admin/people/{Id}");
    }

    private Task DoAsync() => Change switch
    {
        "disable" => DidAsync(disableUser.ExecuteAsync(new(Id), Caller, Ct), $"{Person.Name} is disabled and out, from this moment on."),
        "make-admin" => DidAsync(makeAdmin.ExecuteAsync(new(Id), Caller, Ct), $"{Person.Name} is an admin now."),
        "remove-admin" => DidAsync(removeAdmin.ExecuteAsync(new(Id), Caller, Ct), $"{Person.Name} is an admin no longer."),
        "end-sessions" => DidAsync(endSessions.ExecuteAsync(new(Id), Caller, Ct), $"{Person.Name} is signed out everywhere. If somebody else knows the password, make a reset link next."),
        _ => DidAsync(removeTwoFactor.ExecuteAsync(new(Id), Caller, Ct), $"{Person.Name} signs in with the password alone now, and has a mail that says so."),
    };

    private async Task DidAsync(Task done, string said)
    {
        await done;
        Done = said;
    }

    private async Task<bool> LoadAsync()
    {
        if (await db.Users.AsNoTracking().WithAccount().FirstOrDefaultAsync(u => u.Id == Id, Ct) is not { } user || Ask(user.Name) is not { } question) return false;
        (Person, Asked) = (PersonAccount.Of(user), question);
        return true;
    }

    private Question? Ask(string name) => Change switch
    {
        "disable" => new($"Disable {name}?", "They are out on their next click: sessions and tokens end, and no link lets them in. Nothing of theirs is deleted, and you can let them back in at any time.", "Disable"),
        "make-admin" => new($"Make {name} an admin?", "They can verify, disable and promote people, see mails and jobs, and read the audit log. Nobody’s songs open to them.", "Make them an admin", Hurts: false),
        "remove-admin" when Id == Me => new("Stop being an admin?", "This desk closes to you on your next click. Another admin can make you one again.", "Stop being an admin"),
        "remove-admin" => new($"Is {name} an admin no longer?", "This desk closes to them on their next click. Everything else of theirs stays.", "Make them an admin no longer"),
        "end-sessions" => new($"Sign {name} out everywhere?", "Every browser is out on its next click. Their password and their tokens stay as they are.", "Sign them out"),
        "remove-two-factor" => new($"Let {name} in without a code?", "Be sure who you are talking to: from then on the password alone is enough. They get a mail that says so.", "Turn two-factor off"),
        _ => null,
    };
}
