using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Federation;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Verifies the signed tokens by which applications prove who they are: with a certificate of their own, or from an issuer that is trusted for them.</summary>
internal sealed class ClientAssertions(TokenService tokens, FederationIssuers issuers, TimeProvider time)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>How far a client's clock may be ahead.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSsaPssSha256];

    private static readonly string[] EndpointPaths = ["", "/v2.0", "/oauth2/token", "/oauth2/v2.0/token"];

    private readonly JsonWebTokenHandler handler = new();

    /// <summary>The subject, which is the client id when the application signs itself.</summary>
    internal static string? SubjectOf(string? assertion) => assertion is not null && Read(assertion) is { Subject.Length: > 0 } token ? token.Subject : null;

    /// <exception cref="EntraException">It proves nothing.</exception>
    internal async Task VerifyAsync(LoginCall call, EmulatorPrincipal application, string assertion)
    {
        if (call.Form("client_assertion_type") != AssertionType)
        {
            throw new EntraException(EntraErrors.MissingParameter, "client_assertion_type");
        }

        JsonWebToken token = Read(assertion) ?? throw new EntraException(EntraErrors.MalformedAssertion);
        await (application.IsNamed(token.Issuer) ? VerifyCertificateAsync(call, application, token) : VerifyFederatedAsync(application, token));
        ThrowIfOutOfTime(token);
    }

    private async Task VerifyCertificateAsync(LoginCall call, EmulatorPrincipal application, JsonWebToken token)
    {
        if (!application.IsNamed(token.Subject))
        {
            throw new EntraException(EntraErrors.AssertionOfAnotherClient);
        }

        string thumbprint = ThumbprintOf(token) ?? throw new EntraException(EntraErrors.MalformedAssertion);
        X509Certificate2 certificate = application.Certificates.FirstOrDefault(one => Matches(one, thumbprint))
            ?? throw new EntraException(EntraErrors.CertificateNotRegistered, thumbprint);

        // The library's cache is the process's: it would keep this key beyond the certificate.
        X509SecurityKey key = new(certificate) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        TokenValidationResult result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = true,
            ValidAlgorithms = Algorithms,
            ValidateIssuer = false,
            ValidateAudience = false,
            ValidateLifetime = false,
        });
        if (!result.IsValid)
        {
            throw new EntraException(EntraErrors.AssertionSignature, thumbprint);
        }

        if (!token.Audiences.Any(audience => IsThisEndpoint(call, audience)))
        {
            throw new EntraException(EntraErrors.AssertionAudience);
        }
    }

    private async Task VerifyFederatedAsync(EmulatorPrincipal application, JsonWebToken token)
    {
        FederatedCredential[] ofIssuer = [.. issuers.CredentialsOf(application).Where(credential => string.Equals(credential.Issuer, token.Issuer, StringComparison.Ordinal))];
        if (ofIssuer.Length == 0 || !issuers.All.Contains(token.Issuer, StringComparer.Ordinal))
        {
            throw new EntraException(EntraErrors.FederatedIssuer, token.Issuer);
        }

        if (!await tokens.HasSignedAsync(token.EncodedToken))
        {
            throw new EntraException(EntraErrors.FederatedSignature, token.Kid);
        }

        FederatedCredential[] ofSubject = [.. ofIssuer.Where(credential => string.Equals(credential.Subject, token.Subject, StringComparison.Ordinal))];
        if (ofSubject.Length == 0)
        {
            throw new EntraException(EntraErrors.FederatedSubject, token.Subject);
        }

        if (!ofSubject.Any(credential => token.Audiences.Contains(credential.Audience, StringComparer.Ordinal)))
        {
            throw new EntraException(EntraErrors.FederatedAudience, string.Join(", ", token.Audiences));
        }
    }

    private void ThrowIfOutOfTime(JsonWebToken token)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        if (now + Skew < token.ValidFrom || token.ValidTo <= now)
        {
            throw new EntraException(EntraErrors.AssertionTime, string.Create(
                CultureInfo.InvariantCulture, $"assertion valid from {token.ValidFrom:O}, expiry time of assertion {token.ValidTo:O}"));
        }
    }

    /// <summary>The token endpoints and the issuer of the tenant, however the request's path names it.</summary>
    private bool IsThisEndpoint(LoginCall call, string audience) => new[] { call.Tenant, call.Request.Path.Value!.Split('/')[1] }
        .SelectMany(tenant => EndpointPaths.Select(path => tokens.AuthorityOf(tenant) + path))
        .Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase);

    private static JsonWebToken? Read(string assertion)
    {
        try
        {
            return new JsonWebToken(assertion);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The header that names the certificate: SHA-256 or SHA-1, as Base64url; older clients put the SHA-1 in hexadecimal into the key id.</summary>
    private static string? ThumbprintOf(JsonWebToken token) =>
        token.TryGetHeaderValue("x5t#S256", out string sha256) && sha256.Length > 0 ? sha256
        : token.X5t is { Length: > 0 } sha1 ? sha1
        : token.Kid is { Length: > 0 } kid ? kid
        : null;

    private static bool Matches(X509Certificate2 certificate, string thumbprint) =>
        thumbprint == Base64UrlEncoder.Encode(certificate.GetCertHash(HashAlgorithmName.SHA256))
        || thumbprint == Base64UrlEncoder.Encode(certificate.GetCertHash())
        || string.Equals(thumbprint, certificate.Thumbprint, StringComparison.OrdinalIgnoreCase);
}
