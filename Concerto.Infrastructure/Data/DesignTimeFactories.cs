using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Concerto.Infrastructure.Data;

// What `dotnet ef migrations add` uses (eng/migration adds one for both databases); no connection is opened.
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteConcertoDbContext>
{
    public SqliteConcertoDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqliteConcertoDbContext>();
        DataSetup.UseSqlite(options, "Data Source=design-time.db");
        return new(options.Options);
    }
}

internal sealed class MySqlDesignTimeFactory : IDesignTimeDbContextFactory<MySqlConcertoDbContext>
{
    public MySqlConcertoDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<MySqlConcertoDbContext>();
        DataSetup.UseMySql(options, "Server=localhost;Database=design_time", new DatabaseOptions().ServerVersion);
        return new(options.Options);
    }
}
