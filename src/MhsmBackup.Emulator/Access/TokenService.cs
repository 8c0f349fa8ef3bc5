using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Emulator.Access;

/// <summary>Issues the tokens of the emulator, all with one key, and checks access tokens.</summary>
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

    /// <summary>An access token.</summary>
    internal string Issue(EmulatorPrincipal principal, string tenant, string audience, DateTimeOffset now, TimeSpan lifetime, IReadOnlyList<string>? clientCapabilities = null, string? clientId = null)
    {
        Dictionary<string, object> claims = principal.Kind == PrincipalKind.User
            ? TokenClaims.OfUser(principal, tenant, clientId ?? principal.ClientId)
            : TokenClaims.OfApplication(principal, tenant);
        if (clientCapabilities is { Count: > 0 })
        {
            claims["xms_cc"] = clientCapabilities;
        }

        // No two tokens are the same, even of one second.
        claims["uti"] = Base64UrlEncoder.Encode(Guid.NewGuid().ToByteArray());
        if (!FirstVersionTokens.AreFor(audience))
        {
            return Sign(IssuerOf(tenant), audience, claims, now, lifetime);
        }

        FirstVersionTokens.Rewrite(claims);
        return Sign(FirstVersionTokens.IssuerOf(tenant, audience), audience, claims, now, lifetime);
    }

    /// <summary>An id token: it tells the client who has signed in.</summary>
    internal string IssueIdToken(EmulatorPrincipal user, string tenant, string clientId, string? nonce, DateTimeOffset now, TimeSpan lifetime) =>
        Sign(IssuerOf(tenant), clientId, TokenClaims.OfIdentity(user, tenant, nonce), now, lifetime);

    /// <summary>A token of another issuer of the emulator's, to sign in with.</summary>
    internal string IssueFederated(string issuer, string subject, string audience, DateTimeOffset now, TimeSpan lifetime) =>
        Sign(issuer, audience, new Dictionary<string, object> { ["sub"] = subject, ["jti"] = Guid.NewGuid().ToString("D") }, now, lifetime);

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

    /// <summary>Whether this key has signed a token, whatever it says.</summary>
    internal async Task<bool> HasSignedAsync(string token) => (await handler.ValidateTokenAsync(token, new TokenValidationParameters
    {
        IssuerSigningKey = signingKey,
        ValidAlgorithms = [SecurityAlgorithms.RsaSha256],
        ValidateIssuer = false,
        ValidateAudience = false,
        ValidateLifetime = false,
    })).IsValid;

    internal string IssuerOf(string tenant) => AuthorityOf(tenant) + "/v2.0";

    public void Dispose() => key.Dispose();

    private string Sign(string issuer, string audience, Dictionary<string, object> claims, DateTimeOffset now, TimeSpan lifetime)
    {
        // The start is moved before the end of a token that is made expired, or the library refuses to write it.
        DateTime expires = (now + lifetime).UtcDateTime;
        DateTime notBefore = (lifetime > TimeSpan.Zero ? now : now + lifetime - TimeSpan.FromMinutes(1)).UtcDateTime;
        return handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            IssuedAt = notBefore,
            NotBefore = notBefore,
            Expires = expires,
            Claims = claims,
            SigningCredentials = new SigningCredentials(signingKey, SecurityAlgorithms.RsaSha256),
        });
    }
}
