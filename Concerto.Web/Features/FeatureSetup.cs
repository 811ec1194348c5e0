namespace Concerto.Web.Features;

public static class FeatureSetup
{
    /// <summary>Registers every use case: the classes beneath this namespace that have an <c>ExecuteAsync</c>.</summary>
    public static IServiceCollection AddFeatures(this IServiceCollection services)
    {
        var useCases = typeof(FeatureSetup).Assembly.GetTypes().Where(type =>
            type is { IsClass: true, IsAbstract: false } && IsBeneath(type.Namespace) && type.GetMethods().Any(m => m.Name == "ExecuteAsync"));
        foreach (var useCase in useCases) services.AddScoped(useCase);
        return services;
    }

    private static bool IsBeneath(string? space) => space?.StartsWith(typeof(FeatureSetup).Namespace!, StringComparison.Ordinal) is true;
}
