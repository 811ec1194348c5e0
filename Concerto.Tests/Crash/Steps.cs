using System.Data.Common;
using System.Diagnostics;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Concerto.Tests.Crash;

/// <summary>Counts what leaves a trace outside the process, and kills it (SIGKILL) at the step it is told.</summary>
/// <param name="dieAt">The step; 0 for never.</param>
internal sealed class Steps(int dieAt)
{
    private int _taken;

    /// <summary>Every commit, before and after.</summary>
    public void InDatabase(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteConcertoDbContext>(db => db.AddInterceptors(new SteppingTransactions(this), new SteppingCommands(this)));
        services.ConfigureDbContext<MySqlConcertoDbContext>(db => db.AddInterceptors(new SteppingTransactions(this), new SteppingCommands(this)));
    }

    public int Taken => _taken;

    public void Take()
    {
        if (Interlocked.Increment(ref _taken) == dieAt) Die();
    }

    /// <summary>A step that lies in the middle of something: dies after a moment, if it is its turn.</summary>
    /// <param name="after">Milliseconds.</param>
    public void TakeAmidst(int after = 60)
    {
        if (Interlocked.Increment(ref _taken) == dieAt) _ = Task.Delay(after).ContinueWith(_ => Die(), TaskScheduler.Default);
    }

    private static void Die()
    {
        Process.GetCurrentProcess().Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private sealed class SteppingTransactions(Steps steps) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            steps.Take();
            return new(result);
        }

        public override Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            steps.Take();
            return Task.CompletedTask;
        }
    }

    /// <summary>Commands that commit by themselves.</summary>
    private sealed class SteppingCommands(Steps steps) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (command.Transaction is null) steps.Take();
            return new(result);
        }

        public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (command.Transaction is null) steps.Take();
            return new(result);
        }
    }
}
