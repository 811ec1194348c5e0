using System.Data.Common;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Concerto.Tests;

/// <summary>Fails what a test does at its n-th step in the database, a command or a commit; what goes on beside it is left alone.</summary>
internal sealed class FaultAtStep
{
    private readonly AsyncLocal<Left?> _left = new();

    public void InDatabase(IServiceCollection services)
    {
        services.ConfigureDbContext<SqliteConcertoDbContext>(db => db.AddInterceptors(new Commands(this), new Transactions(this)));
        services.ConfigureDbContext<MySqlConcertoDbContext>(db => db.AddInterceptors(new Commands(this), new Transactions(this)));
    }

    /// <returns>Whether it failed; false when it was through before that step.</returns>
    public async Task<bool> FailsAsync(int step, Func<Task> act)
    {
        _left.Value = new() { Steps = step };
        try
        {
            await act();
            return false;
        }
        catch (Exception e) when ((e as DbUpdateException)?.InnerException is Fault || e is Fault)
        {
            return true;
        }
        finally
        {
            _left.Value = null;
        }
    }

    private void Step()
    {
        if (_left.Value is { } left && --left.Steps == 0) throw new Fault();
    }

    private sealed class Left
    {
        public int Steps { get; set; }
    }

    private sealed class Fault() : Exception("A fault, as a test wants it.");

    private sealed class Commands(FaultAtStep fault) : DbCommandInterceptor
    {
        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            fault.Step();
            return new(result);
        }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            fault.Step();
            return new(result);
        }
    }

    private sealed class Transactions(FaultAtStep fault) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            fault.Step();
            return new(result);
        }
    }
}
