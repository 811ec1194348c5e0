using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using MySqlConnector;

namespace Concerto.Infrastructure.Data;

/// <summary>The unique constraints that actions run into, by the names EF Core gives their indexes.</summary>
public static class Constraints
{
    public const string ProjectName = "IX_Projects_OwnerId_NameKey";
    public const string SongName = "IX_Songs_ProjectId_NameKey";
    public const string VersionLabel = "IX_Versions_SongId_LabelKey";
}

/// <summary>What an action had found is gone or changed by the time it wrote; it starts again.</summary>
public sealed class LostRaceException() : Exception("Another action came in between, again and again.");

/// <summary>Reads what a database's exception means, the same for both.</summary>
public static partial class DatabaseFaults
{
    private const int SqliteBusy = 5, SqliteLocked = 6, SqliteIoError = 10, SqliteCantOpen = 14, SqliteForeignKey = 787, SqlitePrimaryKey = 1555, SqliteUnique = 2067;
    private const MySqlErrorCode RecordChanged = (MySqlErrorCode)1020; // MariaDB's innodb_snapshot_isolation

    /// <summary>The name of the unique index that was violated (PRIMARY for a primary key); null when the exception means something else.</summary>
    public static string? UniqueViolation(Exception exception) => Find(exception) switch
    {
        SqliteException { SqliteExtendedErrorCode: SqlitePrimaryKey } => "PRIMARY",
        SqliteException { SqliteExtendedErrorCode: SqliteUnique } e => IndexName(e.Message),
        MySqlException { ErrorCode: MySqlErrorCode.DuplicateKeyEntry } e => KeyName().Match(e.Message).Groups[1].Value,
        _ => null,
    };

    /// <summary>A deadlock, a lock that did not come, a snapshot that went stale, a parent that has just gone: the same action may well succeed, or fail for the right reason, now.</summary>
    public static bool IsLostRace(Exception exception) => exception is LostRaceException or DbUpdateConcurrencyException || Find(exception) switch
    {
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked } or SqliteException { SqliteExtendedErrorCode: SqliteForeignKey } => true,
        MySqlException { ErrorCode: MySqlErrorCode.LockDeadlock or MySqlErrorCode.LockWaitTimeout or MySqlErrorCode.NoReferencedRow or MySqlErrorCode.NoReferencedRow2 or RecordChanged } => true,
        _ => false,
    };

    /// <summary>The database can't be reached at all.</summary>
    public static bool IsAway(Exception exception) => Find(exception) switch
    {
        SqliteException { SqliteErrorCode: SqliteIoError or SqliteCantOpen } => true,
        MySqlException { ErrorCode: MySqlErrorCode.UnableToConnectToHost or MySqlErrorCode.ConnectionCountError or MySqlErrorCode.ServerShutdown } => true,
        _ => false,
    };

    private static Exception? Find(Exception? exception)
    {
        while (exception is not (null or SqliteException or MySqlException)) exception = exception.InnerException;
        return exception;
    }

    // SQLite names columns ("UNIQUE constraint failed: Songs.ProjectId, Songs.NameKey"): EF Core's name for the index is made of the same.
    private static string IndexName(string message)
    {
        var columns = SqliteColumn().Matches(message);
        return $"IX_{columns[0].Groups[1].Value}_{string.Join('_', columns.Select(c => c.Groups[2].Value))}";
    }

    [GeneratedRegex(@"(\w+)\.(\w+)")]
    private static partial Regex SqliteColumn();

    [GeneratedRegex(@"for key '(?:\w+\.)?(\w+)'")]
    private static partial Regex KeyName();
}
