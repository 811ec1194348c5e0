using Concerto.Infrastructure.Audio;
using Concerto.Infrastructure.Email;
using Concerto.Infrastructure.Scheduling;
using Concerto.Web.Features.Accounts;
using Concerto.Web.Features.Alerts;
using Concerto.Web.Features.Analysis;
using Concerto.Web.Features.Digests;
using Concerto.Web.Features.Email;
using Concerto.Web.Features.Jobs;
using Concerto.Web.Features.Live;
using Concerto.Web.Features.Notifications;
using Concerto.Web.Features.Sharing;
using Concerto.Web.Features.Uploads;
using Concerto.Web.Features.Versions;

namespace Concerto.Web.Features;

public static class FeatureSetup
{
    /// <summary>Registers every use case (the classes beneath this namespace that have an <c>ExecuteAsync</c>) and what they share.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="workDirectory">Where recordings are worked on.</param>
    public static IServiceCollection AddFeatures(this IServiceCollection services, string workDirectory)
    {
        var useCases = typeof(FeatureSetup).Assembly.GetTypes().Where(type =>
            type is { IsClass: true, IsAbstract: false } && IsBeneath(type.Namespace) && type.GetMethods().Any(m => m.Name == "ExecuteAsync"));
        foreach (var useCase in useCases) services.AddScoped(useCase);
        return services
            .AddScoped<Audit>().AddScoped<Pages.Sharing.SharePageActions>()
            .AddSingleton<Passwords>().AddSingleton<AccountMails>().AddSingleton<SafetyMails>().AddSingleton<AuthenticatorSecrets>().AddSingleton<ShareMails>().AddSingleton<MentionMails>()
            .AddSingleton<UploadParts>().AddSingleton<MediaUrls>().AddSingleton<Waveforms>()
            .AddSingleton<AnalysisSignal>()
            .AddSingleton<StillThere>(Access.StillThere).AddSingleton<DigestMails>().AddSingleton<UnsubscribeLinks>()
            .AddSingleton(Schedule.Jobs).AddSingleton<Leases>().AddSingleton<JobRunner>().AddSingleton<JobMeter>().AddScoped<IAlertSource, JobAlerts>()
            .AddSingleton<Alerts.Alerts>().AddScoped<IAlertSource, AudioAlerts>()
            .AddScoped<IAlertSource, MailAlerts>()
            .AddSingleton(new LiveOptions()).AddSingleton<ActivityFeed>().AddSingleton<LiveStreams>()
            .AddSingleton(_ => new Workspace(workDirectory));
    }

    private static bool IsBeneath(string? space) => space?.StartsWith(typeof(FeatureSetup).Namespace!, StringComparison.Ordinal) is true;
}
