using System.Net;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Uploads;
using Concerto.Web.Hosting;

namespace Concerto.Web;

/// <summary>The section <c>Concerto</c>, but for what the rooms have as sections of their own.</summary>
public sealed class ConcertoOptions
{
    public const string Section = "Concerto";

    /// <summary>Where people reach this server: links in mails begin with it, never with a request's Host header.</summary>
    public string PublicUrl { get; set; } = "http://localhost:5080";

    /// <summary>Where the database, recordings and mails are kept, unless they are configured to be elsewhere.</summary>
    public string DataDirectory { get; set; } = "./data";

    /// <summary>Addresses or networks (10.0.0.0/8) of proxies whose X-Forwarded-… headers are believed, with commas between.</summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>Who may sign up. open: everybody. invited: those whose address was invited, or who have a link. closed: those whom an admin gave a link, or whose mailed invite leads in.</summary>
    public string SignUp { get; set; } = "open";

    /// <summary>web, worker or both.</summary>
    public string Roles { get; set; } = "web,worker";

    public JobsOptions Jobs { get; set; } = new();

    public SignUpMode SignUpMode => Enum.Parse<SignUpMode>(SignUp, ignoreCase: true);
    public bool IsWeb => List(Roles).Contains("web");
    public bool RunsJobs => Jobs.Enabled && List(Roles).Contains("worker");
    public bool IsHttps => PublicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
    public string FullDataDirectory => Path.GetFullPath(DataDirectory);
    public IEnumerable<IPNetwork> Proxies => List(TrustedProxies).Select(text => ParseNetwork(text)!.Value);

    /// <summary>What is wrong with it, in one line; null when nothing is.</summary>
    public string? Problem() => this switch
    {
        _ when !Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query != "" || url.Fragment != "" || url.AbsolutePath != "/" =>
            $"{Section}:PublicUrl is “{PublicUrl}”; write it like https://concerto.example.com.",
        { DataDirectory: "" } => $"{Section}:DataDirectory is empty; it names a folder, such as ./data.",
        _ when List(TrustedProxies).FirstOrDefault(text => ParseNetwork(text) is null) is { } bad => $"{Section}:TrustedProxies has “{bad}” in it; it takes addresses and networks, such as 127.0.0.1,10.0.0.0/8.",
        _ when SignUp.ToLowerInvariant() is not ("open" or "invited" or "closed") => $"{Section}:SignUp is “{SignUp}”; it can be open, invited or closed.",
        _ when List(Roles) is var roles && (roles.Length == 0 || roles.Except(["web", "worker"]).Any()) => $"{Section}:Roles is “{Roles}”; it can be web, worker or web,worker.",
        _ => null,
    };

    private static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? ParseNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}

/// <summary>The section <c>Concerto:Jobs</c>.</summary>
public sealed class JobsOptions
{
    /// <summary>Whether a worker runs its jobs by itself. Verbs run them by hand either way.</summary>
    public bool Enabled { get; set; } = true;
}

/// <summary>Who may sign up: <c>Concerto:SignUp</c>.</summary>
public enum SignUpMode
{
    Open, Invited, Closed,
}

/// <summary>The configuration has a value that can't be; the message is one line.</summary>
public sealed class ConfigurationException(string message) : Exception(message);

/// <summary>All of the configuration, bound and found good.</summary>
internal sealed record Settings(ConcertoOptions Concerto, DatabaseOptions Database, EmailOptions Email, AccountOptions Accounts, UploadOptions Upload)
{
    /// <exception cref="ConfigurationException"/>
    public static Settings Read(IConfiguration configuration)
    {
        if (KnownSettings.Problem(configuration) is { } wrongKind) throw new ConfigurationException(wrongKind);
        var settings = new Settings(
            Bind<ConcertoOptions>(configuration, ConcertoOptions.Section),
            Bind<DatabaseOptions>(configuration, DatabaseOptions.Section),
            Bind<EmailOptions>(configuration, EmailOptions.Section),
            Bind<AccountOptions>(configuration, AccountOptions.Section),
            Bind<UploadOptions>(configuration, UploadOptions.Section));
        var problem = settings.Concerto.Problem() ?? settings.Database.Problem() ?? settings.Email.Problem() ?? settings.Accounts.Problem() ?? settings.Upload.Problem();
        return problem is null ? settings : throw new ConfigurationException(problem);
    }

    private static T Bind<T>(IConfiguration configuration, string section) where T : new() => configuration.GetSection(section).Get<T>() ?? new T();
}
