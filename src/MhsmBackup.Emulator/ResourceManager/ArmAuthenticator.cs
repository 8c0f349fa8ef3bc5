using System.Globalization;
using MhsmBackup.Emulator.Access;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>Decides from a request's headers alone who calls.</summary>
internal sealed class ArmAuthenticator(TokenService tokens, PrincipalDirectory directory, string tenant, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private static readonly string[] Audiences =
    [
        "https://management.core.windows.net", "https://management.azure.com",
        "https://management.core.usgovcloudapi.net", "https://management.usgovcloudapi.net",
        "https://management.core.chinacloudapi.cn", "https://management.chinacloudapi.cn",
    ];

    /// <exception cref="ArmException">Nobody that may call.</exception>
    internal async Task<ArmCaller> AuthenticateAsync(HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        if (string.IsNullOrEmpty(header))
        {
            throw Refusal("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.", "The authentication failed because of missing 'Authorization' header.");
        }

        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal("AuthenticationFailedInvalidHeader", "Authentication failed. The 'Authorization' header is provided in an invalid format.");
        }

        string token = header[Scheme.Length..].Trim();
        if (directory.FindByToken(token) is { } known)
        {
            return new ArmCaller(known.ObjectId, known.Kind == PrincipalKind.User ? known.Name : known.ClientId);
        }

        if (!await tokens.HasSignedAsync(token))
        {
            throw Refusal("InvalidAuthenticationToken", "The access token is invalid.");
        }

        JsonWebToken read = new(token);
        ThrowIfRefused(read);
        return new ArmCaller(read.GetClaim("oid").Value, read.TryGetClaim("upn", out var name) ? name.Value : read.GetClaim("appid").Value);
    }

    /// <summary>A 401 that asks for a token with other claims.</summary>
    internal ArmException WithClaims(string claims) => new(StatusCodes.Status401Unauthorized, "InsufficientClaims", "The access token must have other claims.")
    {
        Challenge = $"Bearer authorization_uri=\"{Authority}\", error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(claims))}\"",
    };

    private string Authority => "https://login.microsoftonline.com/" + tenant;

    private void ThrowIfRefused(JsonWebToken token)
    {
        DateTime now = time.GetUtcNow().UtcDateTime;
        string audience = token.Audiences.FirstOrDefault() ?? "";
        if (now < token.ValidFrom || now >= token.ValidTo)
        {
            throw Refusal("ExpiredAuthenticationToken", string.Create(
                CultureInfo.InvariantCulture, $"The access token expiry UTC time '{token.ValidTo:G}' is earlier than current UTC time '{now:G}'."));
        }

        if (!Audiences.Contains(audience.TrimEnd('/'), StringComparer.OrdinalIgnoreCase))
        {
            throw Refusal("InvalidAuthenticationTokenAudience",
                $"The access token has been obtained for wrong audience or resource '{audience}'. It should exactly match with one of the allowed audiences "
                + string.Join(',', Audiences.Take(2).Select(allowed => $"'{allowed}/','{allowed}'")) + ".");
        }

        string issuer = FirstVersionTokens.IssuerOf(tenant, audience);
        if (token.Issuer != issuer)
        {
            throw Refusal("InvalidAuthenticationTokenTenant",
                $"The access token is from the wrong issuer '{token.Issuer}'. It must match the tenant '{issuer}' associated with this subscription. "
                + $"Please use the authority (URL) 'https://login.windows.net/{tenant}' to get the token. Note, if the subscription is transferred to another tenant there is no "
                + "impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this "
                + "error message, please try back later.");
        }
    }

    private ArmException Refusal(string code, string message, string? description = null) => new(StatusCodes.Status401Unauthorized, code, message)
    {
        Challenge = $"Bearer authorization_uri=\"{Authority}\", error=\"invalid_token\", error_description=\"{description ?? message}\"",
    };
}
