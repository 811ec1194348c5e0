using Concerto.Domain.Email;
using Microsoft.Extensions.DependencyInjection;

namespace Concerto.Infrastructure.Email;

public static class EmailSetup
{
    /// <param name="dispatch">Whether this process sends mail by itself.</param>
    public static IServiceCollection AddEmail(this IServiceCollection services, EmailOptions options, string dataDirectory, bool dispatch)
    {
        var folder = Path.Combine(dataDirectory, "mail");
        services
            .AddSingleton(options)
            .AddSingleton<Outbox>()
            .AddSingleton<MailBudget>()
            .AddSingleton<MailMeter>()
            .AddSingleton<MailDispatcher>()
            .AddSingleton(new MailFolder(folder));
        _ = options.Provider switch
        {
            "resend" => ResendMailProvider.Add(services, options.Resend),
            "smtp" => services.AddSingleton<IMailProvider>(new SmtpMailProvider(options.Smtp)),
            _ => services.AddSingleton<IMailProvider>(new FolderMailProvider(folder)),
        };
        if (dispatch) services.AddHostedService<MailLoop>();
        return services;
    }
}
