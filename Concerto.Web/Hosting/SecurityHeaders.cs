namespace Concerto.Web.Hosting;

internal static class SecurityHeaders
{
    /// <param name="store">The origin of the object store, which browsers talk to by themselves.</param>
    public static void UseConcertoSecurityHeaders(this WebApplication app, Uri store)
    {
        var policies = new HeaderPolicyCollection()
            .AddFrameOptionsDeny()
            .AddContentTypeOptionsNoSniff()
            .AddReferrerPolicySameOrigin()
            .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
            .AddPermissionsPolicyWithDefaultSecureDirectives()
            .RemoveServerHeader()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddScriptSrc().Self();
                csp.AddStyleSrc().Self().WithNonce();
                csp.AddImgSrc().Self().From("data:");
                csp.AddFontSrc().Self();
                var origin = store.GetLeftPart(UriPartial.Authority);
                csp.AddConnectSrc().Self().From(origin);
                csp.AddMediaSrc().Self().From(origin);
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
                csp.AddBaseUri().None();
            });
        if (app.Services.GetRequiredService<ConcertoOptions>().IsHttps) policies.AddStrictTransportSecurityMaxAgeIncludeSubDomains();
        app.UseSecurityHeaders(policies);
    }
}
