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
                var origin = store.GetLeftPart(UriPartial.Authority);
                csp.AddConnectSrc().Self().From(origin);
                csp.AddMediaSrc().Self().From(origin);
                csp.AddFormAction().Self();
                csp.AddFrameAncestors().None();
                csp.AddBaseUri().None();
            });
        if (app.Services.GetRequiredService<ConcertoOptions>().IsHttps) policies.AddStrictTransportSecurityMaxAgeIncludeSubDomains();
        // A mail's own HTML has styles of its own, and a stricter policy for all else.
        var hasItsOwn = app.Environment.IsDevelopment();
        app.UseWhen(http => !(hasItsOwn && http.Request.Path == Pages.Dev.MailHtml.Path), branch => branch.UseSecurityHeaders(policies));
    }
}
