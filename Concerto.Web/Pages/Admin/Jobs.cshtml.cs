using Concerto.Infrastructure.Scheduling;
using Concerto.Web.Features.Jobs;
using Microsoft.AspNetCore.Mvc;

namespace Concerto.Web.Pages.Admin;

/// <summary>What runs by itself: when it did, what it did, what is silent; and a button for each.</summary>
public sealed class JobsModel(LookAtJobs look, RunJobNow run, IReadOnlyList<ScheduledJob> jobs) : AdminPage
{
    [BindProperty]
    public string Name { get; set; } = "";

    public IReadOnlyList<JobStanding> Jobs { get; private set; } = [];

    public async Task OnGetAsync() => Jobs = await look.ExecuteAsync(Caller, Ct);

    public async Task<IActionResult> OnPostAsync()
    {
        JobRun? done = null;
        if (!await TryAsync(async () => done = await run.ExecuteAsync(new(Name), Caller)))
        {
            await OnGetAsync();
            return Again();
        }
        var job = jobs.First(j => j.Name == done!.Job);
        Said = $"{job.Title}: {Outcome(job, done!, running: false)}.";
        return RedirectToPage();
    }

    /// <summary>What a run did, without a full stop.</summary>
    public static string Outcome(ScheduledJob job, JobRun run, bool running) => run switch
    {
        { Error: { } error } => $"failed. {error.TrimEnd('.')}",
        { Did: 0 } => "nothing to do",
        { Did: { } did } => job.Did(did),
        _ when running => "at it now",
        _ => "never came to an end; its process was killed",
    };

    public static string Often(ScheduledJob job) => job.EveryMinutes switch { 1 => "every minute", 60 => "every hour", var minutes => $"every {minutes} minutes" };
}
