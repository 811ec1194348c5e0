using Concerto.Domain.Audio;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Concerto.Infrastructure.Audio;

public static class AudioAnalysis
{
    /// <summary>Registers <see cref="IAudioAnalyser"/> over ffmpeg.</summary>
    public static IServiceCollection AddAudioAnalysis(this IServiceCollection services, Func<IServiceProvider, AudioOptions> options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IAudioAnalyser>(provider => new FfmpegAnalyser(options(provider), provider.GetRequiredService<TimeProvider>()));
    }
}
