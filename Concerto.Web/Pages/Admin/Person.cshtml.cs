using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Concerto.Web.Features.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Admin;

/// <summary>One person: what is known, and what can be done. What may hurt asks once more: see <see cref="ChangeModel"/>.</summary>
public sealed class PersonModel(ConcertoDbContext db, VerifyUser verifyUser, MakeResetLink makeResetLink, EnableUser enableUser, TimeProvider time) : AdminPage
{
    [BindProperty(SupportsGet = true)]
    public UserId Id { get; set; }

    /// <summary>What was done just now, and what to do next.</summary>
    [TempData]
    public string? Done { get; set; }

    public WhatIsKnown Known { get; private set; } = null!;

    public PersonAccount Person => Known.Account;

    public bool IsMe => Person.Id == Me;

    /// <summary>Shown once, in the answer that made it.</summary>
    public HandedLink? Link { get; private set; }

    public AuditList History { get; private set; } = null!;

    public async Task OnGetAsync() => await LoadAsync();

    public Task<IActionResult> OnPostVerifyAsync() => DoAsync(async () => Done = After("verified", await verifyUser.ExecuteAsync(new(Id), Caller, Ct)));

    public Task<IActionResult> OnPostEnableAsync() => DoAsync(async () => Done = After("back in", await enableUser.ExecuteAsync(new(Id), Caller, Ct)));

    public async Task<IActionResult> OnPostLinkAsync()
    {
        ResetLink? link = null;
        var made = await TryAsync(async () => link = await makeResetLink.ExecuteAsync(new(Id), Caller, Ct));
        await LoadAsync();
        if (!made) return Again();
        Link = new($"Reset link for {Person.Name}", link!.Url, "Hand it over by phone or a message you trust. It is shown only now, works once, and is good for an hour. Whoever has it can take the account.");
        return Page();
    }

    private async Task<IActionResult> DoAsync(Func<Task> act)
    {
        if (await TryAsync(act)) return RedirectToPage();
        await LoadAsync();
        return Again();
    }

    private async Task LoadAsync()
    {
        Known = await WhatIsKnown.AboutAsync(db, Id, Caller, time.Now(), Ct);
        History = await AuditList.OfAsync(db, Known.History, Ct);
    }

    private static string After(string what, Admission admission)
    {
        var name = admission.Account.Name;
        var invites = admission.Invites switch { 0 => "", 1 => " One invite is theirs now.", var n => $" {n} invites are theirs now." };
        var next = admission switch
        {
            { Account.State: not AccountState.Active } => " Their address is not verified: verify it next.",
            { NeedsPassword: true } => " They have no password yet: make a reset link and hand it to them.",
            _ => " They can sign in.",
        };
        return $"{name} is {what}.{invites}{next}";
    }
}
