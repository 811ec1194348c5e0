using System.ComponentModel;
using System.Reflection;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Infrastructure.Storage;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Uploads;
using Concerto.Web.GraphQL;

namespace Concerto.Web.Hosting;

/// <summary>Every setting that there is, as the options classes have them: what is configured is held against it before it is bound.</summary>
internal static class KnownSettings
{
    private static readonly (string Section, Type Options)[] Rooms =
    [
        (ConcertoOptions.Section, typeof(ConcertoOptions)), (DatabaseOptions.Section, typeof(DatabaseOptions)), (StorageOptions.Section, typeof(StorageOptions)), (EmailOptions.Section, typeof(EmailOptions)),
        (AccountOptions.Section, typeof(AccountOptions)), (UploadOptions.Section, typeof(UploadOptions)), (GraphQLOptions.Section, typeof(GraphQLOptions)),
    ];

    private static readonly IReadOnlyList<Setting> All = [.. Rooms.SelectMany(room => In(room.Section, room.Options))];

    /// <summary>What is of the wrong kind, in one line; null when nothing is.</summary>
    public static string? Problem(IConfiguration configuration) =>
        All.Where(setting => configuration[setting.Key] is { } value && !setting.Takes(value)).Select(setting => $"{setting.Key} is “{configuration[setting.Key]}”; it is {setting.Kind}.").FirstOrDefault();

    /// <summary>A line for each that is configured and that nobody reads: most likely a slip.</summary>
    public static IEnumerable<string> Unknown(IConfiguration configuration) =>
        from configured in configuration.GetSection(ConcertoOptions.Section).AsEnumerable()
        where configured.Value is not null && !All.Any(setting => setting.Key.Equals(configured.Key, StringComparison.OrdinalIgnoreCase))
        let nearest = All.MinBy(setting => Distance(setting.Key, configured.Key))!.Key
        select $"{configured.Key} is configured, and there is no such setting. {(Distance(nearest, configured.Key) <= nearest.Length / 4 ? $"Is it meant to be {nearest}?" : "README has them all.")}";

    private static IEnumerable<Setting> In(string section, Type options) =>
        from property in options.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite
        let key = $"{section}:{property.Name}"
        from setting in IsRoom(property.PropertyType) ? In(key, property.PropertyType) : [new Setting(key, property.PropertyType)]
        select setting;

    private static bool IsRoom(Type type) => type.IsClass && type != typeof(string);

    /// <summary>How many letters are to be typed, deleted or changed to make one of the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 0; i < a.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < b.Length; j++)
                (diagonal, row[j + 1]) = (row[j + 1], Math.Min(Math.Min(row[j], row[j + 1]) + 1, diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1)));
        }
        return row[^1];
    }

    private sealed record Setting(string Key, Type Type)
    {
        private Type Inner => Nullable.GetUnderlyingType(Type) ?? Type;

        public string Kind => Inner switch
        {
            var type when type == typeof(bool) => "true or false",
            var type when type == typeof(TimeSpan) => "a time, such as 00:00:30",
            { IsEnum: true } type => $"one of {string.Join(", ", Enum.GetNames(type)).ToLowerInvariant()}",
            _ => "a whole number",
        };

        // As the binder does it.
        public bool Takes(string value)
        {
            if (Type == typeof(string) || (value.Length == 0 && Inner != Type)) return true;
            try
            {
                return TypeDescriptor.GetConverter(Inner).ConvertFromInvariantString(value) is not null;
            }
            catch (Exception e) when (e is FormatException or ArgumentException or OverflowException or NotSupportedException || e.InnerException is FormatException or OverflowException)
            {
                return false;
            }
        }
    }
}
