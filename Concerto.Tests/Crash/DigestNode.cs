using System.Globalization;
using Concerto.Domain;
using Concerto.Domain.Email;
using Concerto.Infrastructure.Email;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Jobs;

namespace Concerto.Tests.Crash;

/// <summary>
/// A worker as a process to be killed: writes and sends digests, under the job's lease and ledger, until there is nothing to do for a second. It dies within some
/// milliseconds of the step it is told: at, before or after a commit or a request to the provider, or amidst one.
/// </summary>
internal static class DigestNode
{
    public const string Word = "digests";
    private const int IdleRounds = 20;

    /// <param name="args">The step to die at (0: never) and the clock's offset in ticks; then the app's settings.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var steps = new Steps(int.Parse(args[0], CultureInfo.InvariantCulture));
        var clock = new AdjustableClock { Offset = TimeSpan.FromTicks(long.Parse(args[1], CultureInfo.InvariantCulture)) };
        await using var app = ConcertoApp.Build(args[2..], builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.AddSingleton<TimeProvider>(clock);
            steps.InDatabase(builder.Services);
            var provider = builder.Services.Last(s => s.ServiceType == typeof(IMailProvider));
            builder.Services.AddSingleton<IMailProvider>(services => new SteppingProvider((IMailProvider)(provider.ImplementationInstance ?? provider.ImplementationFactory?.Invoke(services) ?? ActivatorUtilities.CreateInstance(services, provider.ImplementationType!)), steps));
        });
        var (leases, runner, dispatcher) = (app.Services.GetRequiredService<Leases>(), app.Services.GetRequiredService<JobRunner>(), app.Services.GetRequiredService<MailDispatcher>());
        var job = Schedule.Jobs.Single(j => j.Type == typeof(RunDigests));
        for (var idle = 0; idle < IdleRounds; idle++)
        {
            using (var lease = leases.TryTake(job.Name))
                if (lease is not null && await runner.RunAsync(job, clock.Now(), lease, default) is { Did: > 0 }) idle = 0;
            if (await dispatcher.DispatchAsync(default) > 0) idle = 0;
            await Task.Delay(50);
        }
        return 0;
    }

    private sealed class SteppingProvider(IMailProvider provider, Steps steps) : IMailProvider
    {
        public TimeSpan KeysLive => provider.KeysLive;

        public async Task<MailOutcome> SendAsync(MailMessage mail, string idempotencyKey, CancellationToken ct)
        {
            steps.TakeAmidst(Random.Shared.Next(8));
            var outcome = await provider.SendAsync(mail, idempotencyKey, ct);
            steps.Take();
            return outcome;
        }
    }
}
