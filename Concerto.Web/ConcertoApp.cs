using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Web.Features;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concerto.Web;

/// <summary>The whole program, composed.</summary>
public static class ConcertoApp
{
    private const string DefaultUrl = "http://localhost:5080";

    /// <param name="args">Configuration, such as <c>--Concerto:DataDirectory=/srv/concerto</c>.</param>
    /// <param name="configure">What a host of its own (a test) replaces, after everything else was added.</param>
    /// <exception cref="ConfigurationException"/>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ConcertoApp).Assembly.GetName().Name,
            ContentRootPath = File.Exists("appsettings.json") ? null : AppContext.BaseDirectory, // it may be started from any folder
        });
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls(DefaultUrl);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        var settings = Settings.Read(builder.Configuration);
        AddServices(builder.Services, settings);
        configure?.Invoke(builder);

        var app = builder.Build();
        UsePipeline(app, settings.Concerto);
        return app;
    }

    private static void AddServices(IServiceCollection services, Settings settings)
    {
        var (concerto, database, email, accounts) = settings;
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddSingleton(concerto).AddSingleton(accounts)
            .AddSingleton<PublicLinks>().AddSingleton<Passwords>().AddSingleton<AccountMails>()
            .AddDatabase(database, concerto.FullDataDirectory)
            .AddEmail(email, concerto.FullDataDirectory, dispatch: concerto.RunsJobs)
            .AddFeatures()
            .AddIdentity(concerto.IsHttps)
            .AddRateLimits(accounts)
            .AddHealth();

        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in concerto.Proxies) forwarded.KnownIPNetworks.Add(proxy);
            forwarded.ForwardLimit = null; // as many proxies as are trusted
        });
        services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = concerto.IsHttps ? "__Host-concerto-forms" : "concerto-forms";
            forms.Cookie.SecurePolicy = concerto.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
            forms.SuppressXFrameOptionsHeader = true; // the security headers say it once for all
        });
        services.AddRazorPages(pages =>
        {
            pages.Conventions.AllowAnonymousToPage("/Index");
            pages.Conventions.AllowAnonymousToPage("/Status");
            pages.Conventions.AllowAnonymousToFolder("/Account");
        });
    }

    private static void UsePipeline(WebApplication app, ConcertoOptions options)
    {
        if (options.Proxies.Any()) app.UseForwardedHeaders();
        app.UseConcertoSecurityHeaders(StoreOrigin(app.Configuration));
        app.UseStatusPages();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseIdentity();
        app.UseAntiforgery();
        app.UseDomainFailures();

        app.MapHealth();
        if (!options.IsWeb) return;
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
        app.MapFallback("{*path}", () => TypedResults.NotFound()).AllowAnonymous();
    }

    private static string? StoreOrigin(IConfiguration configuration) =>
        configuration["Concerto:Storage:Provider"] == "s3" && Uri.TryCreate(configuration["Concerto:Storage:S3:ServiceUrl"], UriKind.Absolute, out var store)
            ? store.GetLeftPart(UriPartial.Authority)
            : null;
}
