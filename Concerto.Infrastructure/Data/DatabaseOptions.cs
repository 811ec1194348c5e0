namespace Concerto.Infrastructure.Data;

/// <summary>The section <c>Concerto:Database</c>.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Concerto:Database";

    /// <summary>sqlite or mysql.</summary>
    public string Provider { get; set; } = "sqlite";

    /// <summary>Default on sqlite: concerto.db in the data directory.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>On mysql: such as 10.11.0-mariadb or 8.4.0-mysql. Configured rather than detected, so that starting needs no connection.</summary>
    public string ServerVersion { get; set; } = "10.11.0-mariadb";

    /// <summary>Default: true on sqlite, false on mysql, where <c>serve</c> refuses an old schema and names <c>migrate</c>.</summary>
    public bool? MigrateOnStart { get; set; }

    public bool IsMySql => Provider == "mysql";

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        { Provider: not ("sqlite" or "mysql") } => $"{Section}:Provider is “{Provider}”; it can be sqlite or mysql.",
        { Provider: "mysql", ConnectionString: null or "" } => $"{Section}:ConnectionString is missing; mysql needs one, such as Server=localhost;Database=concerto;User ID=concerto;Password=….",
        { Provider: "mysql" } when !Microsoft.EntityFrameworkCore.ServerVersion.TryParse(ServerVersion, out _) => $"{Section}:ServerVersion is “{ServerVersion}”; write it like 10.11.0-mariadb or 8.4.0-mysql.",
        _ => null,
    };
}
