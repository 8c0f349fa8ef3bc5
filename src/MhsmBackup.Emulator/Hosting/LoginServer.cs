using System.Text.Json;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Requests;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>The token endpoint: discovery, keys, and tokens for a client id and its secret.</summary>
internal sealed class LoginServer(TokenService tokens, PrincipalDirectory directory, TimeProvider time, RequestLog log)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly string[] ClientAuthentication = ["client_secret_post", "client_secret_basic"];
    private static readonly string[] ResponseTypes = ["code"];
    private static readonly string[] SubjectTypes = ["pairwise"];
    private static readonly string[] Algorithms = ["RS256"];

    internal async Task HandleAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        IResult result = (context.Request.Method, path) switch
        {
            ("GET", [_, "discovery", "instance"]) => Instance(context.Request),
            ("GET", [var tenant, "v2.0", ".well-known", "openid-configuration"]) => Configuration(tenant),
            ("GET", [var tenant, ".well-known", "openid-configuration"]) => Configuration(tenant),
            ("GET", [_, "discovery", "v2.0", "keys"]) => Keys(),
            ("POST", [var tenant, "oauth2", "v2.0", "token"]) => await TokenAsync(context.Request, tenant, "scope"),
            ("POST", [var tenant, "oauth2", "token"]) => await TokenAsync(context.Request, tenant, "resource"),
            _ => Error(StatusCodes.Status404NotFound, "not_found", "There is nothing here."),
        };
        int status = (result as IStatusCodeHttpResult)?.StatusCode ?? StatusCodes.Status200OK;
        log.Add(RequestRecorder.Describe(context.Request, hsm: null, context.Request.ContentLength ?? 0, status, TimeSpan.Zero));
        context.Response.Headers.CacheControl = "no-store, no-cache";
        await result.ExecuteAsync(context);
    }

    private IResult Instance(HttpRequest request)
    {
        string host = tokens.LoginEndpoint.Authority;
        string tenant = Uri.TryCreate(request.Query["authorization_endpoint"], UriKind.Absolute, out Uri? asked) ? asked.Segments.ElementAtOrDefault(1)?.Trim('/') ?? "common" : "common";
        return Results.Json(new Dictionary<string, object>
        {
            ["tenant_discovery_endpoint"] = tokens.AuthorityOf(tenant) + "/v2.0/.well-known/openid-configuration",
            ["api-version"] = "1.1",
            ["metadata"] = new[] { new Dictionary<string, object> { ["preferred_network"] = host, ["preferred_cache"] = host, ["aliases"] = new[] { host } } },
        });
    }

    private IResult Configuration(string tenant) => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = tokens.IssuerOf(tenant),
        ["authorization_endpoint"] = tokens.AuthorityOf(tenant) + "/oauth2/v2.0/authorize",
        ["token_endpoint"] = tokens.AuthorityOf(tenant) + "/oauth2/v2.0/token",
        ["jwks_uri"] = tokens.AuthorityOf(tenant) + "/discovery/v2.0/keys",
        ["token_endpoint_auth_methods_supported"] = ClientAuthentication,
        ["response_types_supported"] = ResponseTypes,
        ["subject_types_supported"] = SubjectTypes,
        ["id_token_signing_alg_values_supported"] = Algorithms,
    });

    private IResult Keys()
    {
        Microsoft.IdentityModel.Tokens.JsonWebKey key = tokens.PublicKey;
        return Results.Json(new Dictionary<string, object>
        {
            ["keys"] = new[] { new Dictionary<string, string> { ["kty"] = key.Kty, ["use"] = key.Use, ["alg"] = key.Alg, ["kid"] = key.Kid, ["n"] = key.N, ["e"] = key.E } },
        });
    }

    private async Task<IResult> TokenAsync(HttpRequest request, string tenant, string audienceMember)
    {
        if (!request.HasFormContentType)
        {
            return Error(StatusCodes.Status400BadRequest, "invalid_request", "The body must be a form.");
        }

        IFormCollection form = await request.ReadFormAsync();
        if (form["grant_type"] != "client_credentials")
        {
            return Error(StatusCodes.Status400BadRequest, "unsupported_grant_type", "Only client_credentials is offered.");
        }

        (string id, string secret) = ClientOf(request, form);
        if (directory.SignIn(id, secret) is not { } principal)
        {
            return Error(StatusCodes.Status401Unauthorized, "invalid_client", "The client id or its secret is wrong.");
        }

        const string everything = "/.default";
        string audience = form[audienceMember].ToString();
        if (audienceMember == "scope")
        {
            audience = audience.EndsWith(everything, StringComparison.Ordinal) ? audience[..^everything.Length] : "";
        }

        if (audience.Length == 0)
        {
            return Error(StatusCodes.Status400BadRequest, audienceMember == "scope" ? "invalid_scope" : "invalid_resource", "The scope must be a resource with /.default behind it.");
        }

        string token = tokens.Issue(principal, tenant, audience.TrimEnd('/'), time.GetUtcNow(), Lifetime, Capabilities(form["claims"]));
        return Results.Json(new Dictionary<string, object>
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)Lifetime.TotalSeconds,
            ["ext_expires_in"] = (int)Lifetime.TotalSeconds,
            ["access_token"] = token,
        });
    }

    private static (string Id, string Secret) ClientOf(HttpRequest request, IFormCollection form)
    {
        const string basic = "Basic ";
        string header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(basic, StringComparison.OrdinalIgnoreCase))
        {
            return (form["client_id"].ToString(), form["client_secret"].ToString());
        }

        byte[] buffer = new byte[header.Length];
        string[] pair = Convert.TryFromBase64String(header[basic.Length..], buffer, out int length)
            ? System.Text.Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2)
            : [];
        return pair.Length == 2 ? (Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair[1])) : ("", "");
    }

    /// <summary>The client capabilities that the claims parameter declares.</summary>
    private static string[] Capabilities(string? claims)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(string.IsNullOrEmpty(claims) ? "{}" : claims);
            return document.RootElement.TryGetProperty("access_token", out JsonElement access) && access.TryGetProperty("xms_cc", out JsonElement cc)
                && cc.TryGetProperty("values", out JsonElement values)
                ? [.. values.EnumerateArray().Select(value => value.ToString())]
                : [];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static IResult Error(int status, string error, string description) => Results.Json(
        new Dictionary<string, object> { ["error"] = error, ["error_description"] = description }, statusCode: status);
}
