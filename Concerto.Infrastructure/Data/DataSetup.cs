using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Concerto.Infrastructure.Data;

public static class DataSetup
{
    public static IServiceCollection AddDatabase(this IServiceCollection services, DatabaseOptions options, string dataDirectory)
    {
        services.AddSingleton(options);
        if (options.IsMySql)
            services.AddPooledDbContextFactory<MySqlConcertoDbContext>(db => UseMySql(LostRacesAreNoErrors(db), options.ConnectionString!, options.ServerVersion))
                .AddSingleton<IDbContextFactory<ConcertoDbContext>, Factory<MySqlConcertoDbContext>>();
        else
            services.AddPooledDbContextFactory<SqliteConcertoDbContext>(db => UseSqlite(LostRacesAreNoErrors(db), options.ConnectionString ?? InDirectory(dataDirectory)))
                .AddSingleton<IDbContextFactory<ConcertoDbContext>, Factory<SqliteConcertoDbContext>>();
        services.AddDataProtection().SetApplicationName("Concerto");
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<ConcertoDbContext>>((keys, contexts) => keys.XmlRepository = new KeyRepository(contexts));
        return services
            .AddScoped(provider => provider.GetRequiredService<IDbContextFactory<ConcertoDbContext>>().CreateDbContext())
            .AddSingleton<ActivitySignal>()
            .AddSingleton<UnitOfWork>()
            .AddSingleton<Migrator>();
    }

    internal static void UseMySql(DbContextOptionsBuilder db, string connectionString, string serverVersion) =>
        db.UseMySql(connectionString, ServerVersion.Parse(serverVersion));

    internal static void UseSqlite(DbContextOptionsBuilder db, string connectionString) => db.UseSqlite(connectionString);

    // Unique violations are how races are settled, and a connection whose caller has left is no fault; what is really wrong reaches a caller, and is logged there.
    private static DbContextOptionsBuilder LostRacesAreNoErrors(DbContextOptionsBuilder db) => db.ConfigureWarnings(warnings => warnings.Log(
        (RelationalEventId.CommandError, LogLevel.Debug), (RelationalEventId.ConnectionError, LogLevel.Debug), (CoreEventId.SaveChangesFailed, LogLevel.Debug)));

    private static string InDirectory(string dataDirectory)
    {
        Directory.CreateDirectory(dataDirectory);
        return new SqliteConnectionStringBuilder { DataSource = Path.Combine(dataDirectory, "concerto.db") }.ToString();
    }

    private sealed class Factory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<ConcertoDbContext> where TContext : ConcertoDbContext
    {
        public ConcertoDbContext CreateDbContext() => contexts.CreateDbContext();
        public async Task<ConcertoDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) => await contexts.CreateDbContextAsync(cancellationToken);
    }
}
