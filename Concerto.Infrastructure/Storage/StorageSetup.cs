using Concerto.Domain.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Concerto.Infrastructure.Storage;

public static class StorageSetup
{
    /// <summary>
    /// The object store that <c>Concerto:Storage:Provider</c> names, as the one <see cref="IObjectStore"/>.
    /// The disk store is served by <see cref="DiskStoreEndpoints.MapDiskStore"/>.
    /// </summary>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .Configure(options =>
            {
                options.PublicUrl = configuration["Concerto:PublicUrl"] ?? options.PublicUrl;
                options.DataDirectory = configuration["Concerto:DataDirectory"] ?? options.DataDirectory;
            })
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, ValidateStorageOptions>();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IObjectStore>(provider =>
        {
            var options = provider.GetRequiredService<IOptions<StorageOptions>>().Value;
            var time = provider.GetRequiredService<TimeProvider>();
            return options.IsS3
                ? new S3ObjectStore(options.S3, time)
                : new DiskObjectStore(options.DataDirectory, new Uri(options.PublicUrl), time);
        });
    }
}
