namespace Concerto.Web.Hosting;

internal static class SecurityHeaders
{
    /// <param name="store">The origin of an object store that browsers talk to by themselves; null when it is this server.</param>
    public static void UseConcertoSecurityHeaders(this WebApplication app, string? store)
    {
        var policies = new HeaderPolicyCollection()
            .AddFrameOptionsDeny()
            .AddContentTypeOptionsNoSniff()
            .AddReferrerPolicySameOrigin()
            .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
            .AddPermissionsPolicy(policy =>
            {
                policy.AddAutoplay().Self(); // one song follows another
                policy.AddAccelerometer().None();
                policy.AddCamera().None();
                policy.AddDisplayCapture().None();
                policy.AddEncryptedMedia().None();
                policy.AddGeolocation().None();
                policy.AddGyroscope().None();
                policy.AddMagnetometer().None();
                policy.AddMicrophone().None();
                policy.AddMidi().None();
                policy.AddPayment().None();
                policy.AddUsb().None();
            })
            .RemoveServerHeader()
            .AddContentSecurityPolicy(csp =>
            {
                csp.AddDefaultSrc().None();
                csp.AddScriptSrc().Self();
                csp.AddStyleSrc().Self().WithNonce();
                csp.AddImgSrc().Self().From("data:");
                csp.AddFontSrc().Self();
                var connect = csp.AddConnectSrc().Self();
                var media = csp.AddMediaSrc().Self();
                if (store is not null) (connect, media) = (connect.From(store), media.From(store));
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
                csp.AddBaseUri().None();
            });
        if (app.Services.GetRequiredService<ConcertoOptions>().IsHttps) policies.AddStrictTransportSecurityMaxAgeIncludeSubDomains();
        app.UseSecurityHeaders(policies);
    }
}
