using System.Collections.Concurrent;
using System.Data.Common;
using System.Text;
using Concerto.Domain;
using Concerto.Domain.Accounts;
using Concerto.Infrastructure.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Concerto.Web.GraphQL;

/// <summary>
/// The SQL of queries that are asked all the time. EF Core writes it once, from the same LINQ and the same <c>Access</c> as everywhere, for stand-ins of the
/// caller, the keys and the cursor; from then on it is run with the real ones, and its rows are read by <see cref="Row{T}"/>. Finding a query again in EF
/// Core's cache and making objects its way took longer than the database (bench/, row 1).
/// </summary>
public sealed class Recordings
{
    private readonly ConcurrentDictionary<object, Lazy<object>> _recorded = [];

    /// <summary>How many there are. They stay, so nothing that a caller makes up may be part of what tells one from another.</summary>
    public int Count => _recorded.Count;

    /// <summary>The rows of a query.</summary>
    /// <param name="identity">What tells the query from all others: its static lambda, and whatever else shapes it.</param>
    /// <param name="ask">Who asks, and on which context.</param>
    /// <param name="keys">What the rows belong to; none for a list of its own.</param>
    /// <param name="query">The query. Nothing but the ask and the keys differs from one time to the next; it is called once, with stand-ins, for as many keys as there are, but two at most.</param>
    /// <param name="wanted">What is read of each.</param>
    /// <param name="page">The size of a page and the values that it begins after, where <see cref="StandIn.For"/> stood in the query.</param>
    /// <param name="ct">Ends it.</param>
    public Task<List<T>> RowsAsync<TKey, T>(object identity, Ask ask, IReadOnlyList<TKey> keys, Func<Ask, IReadOnlyList<TKey>, IQueryable<T>> query, Wanted wanted, IReadOnlyList<object> page, CancellationToken ct)
        where TKey : struct, IEntityId<TKey> where T : class =>
        Recorded((identity, wanted), ask, keys, () =>
        {
            var row = new Row<T>(ask.Db.Model.FindEntityType(typeof(T))!, wanted.Properties);
            return new Recorded<TKey, T>(ask, keys, (ask, keys) => query(ask, keys).Select(row.Columns), row.Read);
        }).RunAsync(ask, keys, page, ct);

    /// <summary>How many there are of something for each key.</summary>
    public Task<List<Tally<TKey>>> TalliesAsync<TKey>(object identity, Ask ask, IReadOnlyList<TKey> keys, Func<Ask, IReadOnlyList<TKey>, IQueryable<Tally<TKey>>> query, CancellationToken ct)
        where TKey : struct, IEntityId<TKey> =>
        Recorded(identity, ask, keys, () => new Recorded<TKey, Tally<TKey>>(ask, keys, query, row => new() { Key = TKey.From(row.GetGuid(0)), Count = row.GetInt32(1) })).RunAsync(ask, keys, [], ct);

    private Recorded<TKey, T> Recorded<TKey, T>(object identity, Ask ask, IReadOnlyList<TKey> keys, Func<Recorded<TKey, T>> record) where TKey : struct, IEntityId<TKey> where T : class =>
        (Recorded<TKey, T>)_recorded.GetOrAdd((identity, Math.Min(keys.Count, 2), ask.Caller with { User = null }, ask.Caller.User is null), _ => new(record)).Value;
}

/// <summary>How many there are of something for a key.</summary>
public sealed record Tally<TKey>
{
    public required TKey Key { get; init; }
    public required int Count { get; init; }
}

/// <summary>What stands for the real values while EF Core writes: none of them turns up by chance.</summary>
internal static class StandIn
{
    public static readonly Guid Caller = new("5e1f0000-0000-7000-8000-00000000ca11"), First = new("5e1f0000-0000-7000-8000-00000000000a"), Second = new("5e1f0000-0000-7000-8000-00000000000b");
    public static readonly DateTime Now = new(1877, 12, 6, 11, 22, 33, DateTimeKind.Utc);

    /// <summary>For a number of rows, or a value of a cursor as the database has it.</summary>
    public static object For(Type type, int place) =>
        type == typeof(string) ? $"stand-in {place}"
        : type == typeof(DateTime) ? Now.AddDays(1 + place)
        : type == typeof(Guid) ? new Guid($"5e1f0000-0000-7000-8000-0000000000c{place}")
        : type == typeof(int) ? 1_877_120_600 + place
        : throw new NotSupportedException($"No cursor is made of {type} yet.");

    public static int? PlaceOf(object value) =>
        value is string or DateTime or Guid or int ? Enumerable.Range(0, 8).Where(place => value.Equals(For(value.GetType(), place))).Select(place => (int?)place).FirstOrDefault() : null;
}

internal sealed class Recorded<TKey, T> where TKey : struct, IEntityId<TKey> where T : class
{
    private readonly string[] _text; // what is before and after the keys, where MySQL has them written out
    private readonly List<(string Name, RelationalTypeMapping Mapping, Func<Values, object?> Value)> _parameters = [];
    private readonly IRelationalCommand? _command;
    private readonly Func<DbDataReader, T> _read;

    public Recorded(Ask ask, IReadOnlyList<TKey> keys, Func<Ask, IReadOnlyList<TKey>, IQueryable> query, Func<DbDataReader, T> read)
    {
        _read = read;
        keys = [.. new[] { StandIn.First, StandIn.Second }.Take(keys.Count).Select(TKey.From)];
        var caller = ask.Caller.User is null ? ask.Caller : ask.Caller with { User = UserId.From(StandIn.Caller) };
        using var command = query(new(ask.Db, caller, StandIn.Now, ask.Recordings), keys).CreateDbCommand();
        _text = keys.Count == 0 ? [command.CommandText] : command.CommandText.Split(WrittenOut(keys));
        var mappings = ask.Db.GetService<IRelationalTypeMappingSource>();
        foreach (DbParameter parameter in command.Parameters)
            _parameters.Add((parameter.ParameterName, mappings.FindMapping(parameter.Value!.GetType())!, Source(parameter.Value)));
        if (_text.Length == 1) _command = Build(ask.Db, command.CommandText);
        if (_command is not null && keys.Count > 0 && caller.User is not null && !command.Parameters.Cast<DbParameter>().Any(p => IsKeys(p.Value!)))
            throw new InvalidOperationException($"The keys are not to be found in {command.CommandText}");
    }

    public async Task<List<T>> RunAsync(Ask ask, IReadOnlyList<TKey> keys, IReadOnlyList<object> page, CancellationToken ct)
    {
        var (db, values) = (ask.Db, new Values(ask, keys, page));
        var command = _command ?? Build(db, string.Join(WrittenOut(keys), _text));
        var parameters = new Dictionary<string, object?>(_parameters.Count);
        foreach (var (name, _, value) in _parameters) parameters.Add(name, value(values));
        var connection = db.GetService<IRelationalConnection>();
        var running = connection.RentCommand(); // a command runs one thing at a time
        running.PopulateFrom(command);
        await using var reader = await running.ExecuteReaderAsync(new(connection, parameters, null, db, db.GetService<IRelationalCommandDiagnosticsLogger>(), CommandSource.LinqQuery), ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct)) rows.Add(_read(reader.DbDataReader));
        return rows;
    }

    private IRelationalCommand Build(ConcertoDbContext db, string text)
    {
        var builder = db.GetService<IRelationalCommandBuilderFactory>().Create().Append(text);
        foreach (var (name, mapping, _) in _parameters) builder.AddParameter(name, name, mapping, nullable: false);
        return builder.Build();
    }

    private static string WrittenOut(IReadOnlyList<TKey> keys) => string.Join(", ", keys.Select(key => $"'{key.Value}'"));

    private static bool IsKeys(object value) => value switch
    {
        Guid id => id == StandIn.First,
        string list => list.Contains(StandIn.First.ToString(), StringComparison.OrdinalIgnoreCase),
        _ => false,
    };

    private static Func<Values, object?> Source(object value) => value switch
    {
        Guid id when id == StandIn.Caller => v => v.Ask.Caller.User!.Value.Value,
        Guid when IsKeys(value) => v => v.Keys[0].Value,
        DateTime time when time == StandIn.Now => v => v.Ask.Now,
        string when IsKeys(value) => v => v.Json,
        _ when StandIn.PlaceOf(value) is { } place => v => v.Page[place],
        _ => _ => value,
    };

    private sealed record Values(Ask Ask, IReadOnlyList<TKey> Keys, IReadOnlyList<object> Page)
    {
        // As SQLite keeps them.
        public string Json
        {
            get
            {
                var json = new StringBuilder("[", 2 + Keys.Count * 39);
                foreach (var key in Keys) json.Append(json.Length == 1 ? "\"" : ",\"").Append(key.Value.ToString().ToUpperInvariant()).Append('"');
                return json.Append(']').ToString();
            }
        }
    }
}
