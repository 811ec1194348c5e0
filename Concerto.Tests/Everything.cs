using System.Globalization;
using System.Text;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;

namespace Concerto.Tests;

/// <summary>For the claim that something changes nothing at all.</summary>
internal static class Everything
{
    /// <summary>All rows of all tables, as text: the same before and after, nothing was written. For a server of one's own whose jobs stand still.</summary>
    public static Task<string> EverythingAsync(this Server server) => server.QueryAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        var all = new StringBuilder();
        foreach (var table in db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct().Order(StringComparer.Ordinal))
        {
            var rows = await RowsAsync(db, table);
            foreach (var row in rows.Order(StringComparer.Ordinal)) all.Append(table).Append(": ").AppendLine(row);
        }
        return all.ToString();
    });

    private static async Task<List<string>> RowsAsync(ConcertoDbContext db, string table)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // the model's own name
        command.CommandText = $"SELECT * FROM `{table}`";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)}={(reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))}")));
        return rows;
    }
}
