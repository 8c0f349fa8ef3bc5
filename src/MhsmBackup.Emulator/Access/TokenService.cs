using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Emulator.Access;

/// <summary>Issues and checks access tokens.</summary>
internal sealed class TokenService(RSA key, Uri loginEndpoint) : IDisposable
{
    private readonly RsaSecurityKey signingKey = new(key)
    {
        KeyId = Base64UrlEncoder.Encode(SHA256.HashData(key.ExportSubjectPublicKeyInfo())),

        // The library's cache is the process's and goes by key id: it would hand this key, disposed, to the next emulator that has loaded it.
        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
    };

    private readonly JsonWebTokenHandler handler = new() { MapInboundClaims = false };

    internal Uri LoginEndpoint { get; } = loginEndpoint;

    internal Microsoft.IdentityModel.Tokens.JsonWebKey PublicKey
    {
        get
        {
            RsaSecurityKey half = new(key.ExportParameters(includePrivateParameters: false)) { KeyId = signingKey.KeyId };
            Microsoft.IdentityModel.Tokens.JsonWebKey result = JsonWebKeyConverter.ConvertFromRSASecurityKey(half);
            result.Use = "sig";
            result.Alg = SecurityAlgorithms.RsaSha256;
            return result;
        }
    }

    internal string AuthorityOf(string tenant) => new Uri(LoginEndpoint, tenant).AbsoluteUri;

    internal string Issue(EmulatorPrincipal principal, string tenant, string audience, DateTimeOffset now, TimeSpan lifetime, IReadOnlyList<string>? clientCapabilities = null)
    {
        Dictionary<string, object> claims = new()
        {
            ["oid"] = principal.ObjectId,
            ["sub"] = principal.ObjectId,
            ["tid"] = tenant,
            ["appid"] = principal.Name,
            ["idtyp"] = "app",
            ["ver"] = "2.0",
        };
        if (clientCapabilities is { Count: > 0 })
        {
            claims["xms_cc"] = clientCapabilities;
        }

        // The start is moved before the end of a token that is made expired, or the library refuses to write it.
        DateTime expires = (now + lifetime).UtcDateTime;
        DateTime notBefore = (lifetime > TimeSpan.Zero ? now : now + lifetime - TimeSpan.FromMinutes(1)).UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = IssuerOf(tenant),
            Audience = audience,
            IssuedAt = notBefore,
            NotBefore = notBefore,
            Expires = expires,
            Claims = claims,
            SigningCredentials = new SigningCredentials(signingKey, SecurityAlgorithms.RsaSha256),
        });
    }

    /// <summary>The caller's object id, or null with the reason why the token is refused.</summary>
    internal async Task<(string? ObjectId, string? Refusal)> CheckAsync(string token, IEnumerable<string> tenants, string audience, DateTimeOffset now)
    {
        TokenValidationResult result = await handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = signingKey,
            ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
            ValidIssuers = tenants.Select(IssuerOf),
            ValidAudiences = [audience, audience + "/"],
            LifetimeValidator = (notBefore, expires, _, _) => notBefore <= now.UtcDateTime && now.UtcDateTime < expires,
        });
        return result switch
        {
            { IsValid: true } when result.Claims.TryGetValue("oid", out object? id) => (id.ToString(), null),
            { Exception: SecurityTokenInvalidAudienceException } => (null, "The audience is not the one of this HSM."),
            { Exception: SecurityTokenInvalidIssuerException } => (null, "The issuer is not the one that this HSM trusts."),
            { Exception: SecurityTokenInvalidLifetimeException } => (null, "The token is expired or not yet valid."),
            _ => (null, "The token is malformed or its signature is wrong."),
        };
    }

    internal string IssuerOf(string tenant) => AuthorityOf(tenant) + "/v2.0";

    public void Dispose() => key.Dispose();
}
