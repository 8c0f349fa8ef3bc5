using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Federation;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>What tells a client where everything is, and which key signs.</summary>
internal sealed class DiscoveryDocuments(TokenService tokens, TenantDirectory tenants, FederationIssuers issuers)
{
    private const string KeysPath = "/.well-known/jwks";

    private static readonly string[] ClientAuthentication = ["client_secret_post", "private_key_jwt", "client_secret_basic"];
    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] ResponseModes = ["query", "fragment", "form_post"];
    private static readonly string[] ChallengeMethods = [CodeChallenge.Plain, CodeChallenge.Sha256];
    private static readonly string[] SubjectTypes = ["pairwise"];
    private static readonly string[] FederationResponseTypes = ["id_token"];
    private static readonly string[] FederationSubjectTypes = ["public"];
    private static readonly string[] Algorithms = ["RS256"];
    private static readonly string[] Scopes = ["openid", "profile", "email", "offline_access"];
    private static readonly string[] Grants = [ClientCredentialsGrant.Name, AuthorizationCodeGrant.Name, RefreshTokenGrant.Name, DeviceCodeGrant.Name];
    private static readonly string[] Claims = ["sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "oid", "ver"];

    internal LoginAnswer Instance(LoginCall call)
    {
        string host = tokens.LoginEndpoint.Authority;
        string tenant = Uri.TryCreate(call.Query("authorization_endpoint"), UriKind.Absolute, out Uri? asked) ? asked.Segments.ElementAtOrDefault(1)?.Trim('/') ?? "common" : "common";
        return LoginAnswer.Json(new Dictionary<string, object>
        {
            ["tenant_discovery_endpoint"] = tokens.AuthorityOf(tenant) + "/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new[] { new Dictionary<string, object> { ["preferred_network"] = host, ["preferred_cache"] = host, ["aliases"] = new[] { host } } },
        });
    }

    /// <summary>A tenant's document, in either version.</summary>
    /// <exception cref="EntraException">There is no such tenant.</exception>
    internal LoginAnswer Tenant(LoginCall call, string tenant, string version)
    {
        tenants.Enter(call, tenant);
        string authority = tokens.AuthorityOf(tenant);
        return LoginAnswer.Json(new Dictionary<string, object>
        {
            // As Entra ID: who asks for a shared name learns the issuer's pattern, since the tokens name a tenant.
            ["issuer"] = TenantDirectory.IsShared(tenant) ? tokens.LoginEndpoint.AbsoluteUri + "{tenantid}/v2.0" : tokens.IssuerOf(tenant),
            ["authorization_endpoint"] = $"{authority}/oauth2{version}/authorize",
            ["token_endpoint"] = $"{authority}/oauth2{version}/token",
            ["device_authorization_endpoint"] = $"{authority}/oauth2{version}/devicecode",
            ["end_session_endpoint"] = $"{authority}/oauth2{version}/logout",
            ["jwks_uri"] = authority + "/discovery/v2.0/keys",
            ["token_endpoint_auth_methods_supported"] = ClientAuthentication,
            ["response_types_supported"] = ResponseTypes,
            ["response_modes_supported"] = ResponseModes,
            ["grant_types_supported"] = Grants,
            ["code_challenge_methods_supported"] = ChallengeMethods,
            ["scopes_supported"] = Scopes,
            ["claims_supported"] = Claims,
            ["subject_types_supported"] = SubjectTypes,
            ["id_token_signing_alg_values_supported"] = Algorithms,
            ["request_uri_parameter_supported"] = false,
            ["http_logout_supported"] = true,
        });
    }

    /// <summary>The document or the keys of a federation issuer; null when the path is none of them.</summary>
    internal LoginAnswer? Federation(string path)
    {
        string address = new Uri(tokens.LoginEndpoint, path).AbsoluteUri;
        foreach (string issuer in issuers.All)
        {
            if (address == issuer + KeysPath)
            {
                return Keys();
            }

            if (address == issuer + "/.well-known/openid-configuration")
            {
                return LoginAnswer.Json(new Dictionary<string, object>
                {
                    ["issuer"] = issuer,
                    ["jwks_uri"] = issuer + KeysPath,
                    ["response_types_supported"] = FederationResponseTypes,
                    ["subject_types_supported"] = FederationSubjectTypes,
                    ["id_token_signing_alg_values_supported"] = Algorithms,
                });
            }
        }

        return null;
    }

    internal LoginAnswer Keys()
    {
        Microsoft.IdentityModel.Tokens.JsonWebKey key = tokens.PublicKey;
        return LoginAnswer.Json(new Dictionary<string, object>
        {
            ["keys"] = new[] { new Dictionary<string, string> { ["kty"] = key.Kty, ["use"] = key.Use, ["alg"] = key.Alg, ["kid"] = key.Kid, ["n"] = key.N, ["e"] = key.E } },
        });
    }
}
