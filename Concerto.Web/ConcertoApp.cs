using System.Text.Unicode;
using Concerto.Domain.Storage;
using Concerto.Infrastructure.Audio;
using Concerto.Infrastructure.Data;
using Concerto.Infrastructure.Email;
using Concerto.Infrastructure.Storage;
using Concerto.Web.Features;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Jobs;
using Concerto.Web.Features.Email;
using Concerto.Web.Features.Live;
using Concerto.Web.Features.Versions;
using Concerto.Web.GraphQL;
using Concerto.Web.Hosting;
using Concerto.Web.Identity;
using Concerto.Web.Pages.Dev;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.WebEncoders;

namespace Concerto.Web;

/// <summary>The whole program, composed.</summary>
public static class ConcertoApp
{
    private const string DefaultUrl = "http://localhost:5080", PublicUrlKey = $"{ConcertoOptions.Section}:PublicUrl";

    /// <param name="args">Configuration, such as <c>--Concerto:DataDirectory=/srv/concerto</c>.</param>
    /// <param name="configure">What a host of its own (a test) replaces, after everything else was added.</param>
    /// <exception cref="ConfigurationException"/>
    /// <exception cref="OptionsValidationException"/>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(ConcertoApp).Assembly.GetName().Name,
            ContentRootPath = ContentRoot(),
        });
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null) builder.WebHost.UseUrls(DefaultUrl);
        builder.Configuration[PublicUrlKey] ??= Listening(builder.Configuration["urls"]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);

        var settings = Settings.Read(builder.Configuration);
        AddServices(builder.Services, builder.Configuration, settings);
        configure?.Invoke(builder);

        var app = builder.Build();
        app.Services.GetService<IStartupValidator>()?.Validate();
        foreach (var slip in KnownSettings.Unknown(builder.Configuration)) app.Logger.LogWarning("{Slip}", slip);
        UsePipeline(app, settings.Concerto);
        return app;
    }

    // Unless it is configured, people reach it where it listens: on this machine, when it listens everywhere.
    private static string Listening(string? urls)
    {
        var address = BindingAddress.Parse(urls?.Split(';', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? DefaultUrl);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    // It may be started from any folder.
    private static string? ContentRoot() =>
        Environment.GetEnvironmentVariable("ASPNETCORE_CONTENTROOT") is not null || File.Exists("appsettings.json") ? null : AppContext.BaseDirectory;

    private static void AddServices(IServiceCollection services, IConfiguration configuration, Settings settings)
    {
        var (concerto, database, email, accounts, upload) = settings;
        var (data, work) = (concerto.FullDataDirectory, Path.Combine(concerto.FullDataDirectory, "work"));
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddSingleton(concerto).AddSingleton(accounts).AddSingleton(upload).AddSingleton<PublicLinks>()
            .AddDatabase(database, data)
            .AddObjectStore(configuration)
            .AddAudioAnalysis(_ => new() { TempDirectory = Path.Combine(work, "tools") })
            .AddEmail(email, data, dispatch: concerto.RunsJobs)
            .AddFeatures(Path.Combine(work, "recordings"))
            .AddIdentity(concerto.IsHttps)
            .AddRateLimits(accounts)
            .AddHealth()
            .AddConcertoGraphQL();
        services.AddHostedService<JobWatch>();
        if (concerto.IsWeb) services.AddHostedService<StoreCheck>().AddHostedService(provider => provider.GetRequiredService<ActivityFeed>());
        if (concerto.RunsJobs) services.AddSchedule().AddHostedService<AnalysisWorker>();

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
        // Pages are UTF-8: letters that are not Latin need no entities, which are three times as long.
        services.Configure<WebEncoderOptions>(encoder => encoder.TextEncoderSettings = new(UnicodeRanges.All));
        services.AddRazorPages(pages =>
        {
            pages.Conventions.AllowAnonymousToPage("/Index");
            pages.Conventions.AllowAnonymousToPage("/Unsubscribe");
            pages.Conventions.AllowAnonymousToFolder("/Developers");
            pages.Conventions.AllowAnonymousToFolder("/Status");
            pages.Conventions.AllowAnonymousToFolder("/Account");
        });
    }

    private static void UsePipeline(WebApplication app, ConcertoOptions options)
    {
        if (options.Proxies.Any()) app.UseForwardedHeaders();
        app.UseConcertoSecurityHeaders(app.Services.GetRequiredService<IObjectStore>().Origin);
        app.UseStatusPages();
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        app.UseIdentity();
        app.UseDomainFailures();

        app.MapHealth();
        app.MapFallback("{*path}", () => TypedResults.NotFound()).AllowAnonymous(); // what is not there is not there for strangers either
        if (options.RunsJobs) app.Services.UseSchedule();
        if (!options.IsWeb) return;
        app.MapDiskStore();
        app.MapMedia();
        app.MapLive();
        app.MapMailHtml();
        app.MapResendWebhook(app.Services.GetRequiredService<EmailOptions>());
        app.MapGroup("").AllowAnonymous().MapConcertoGraphQL(); // it says itself who it takes, in its own words
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages().WithStaticAssets();
    }
}
