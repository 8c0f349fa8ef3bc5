using System.Globalization;
using System.Text.Json;
using MhsmBackup.Emulator.Access;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Makes the answers that hold tokens.</summary>
internal sealed class TokenAnswers(TokenService tokens, TenantDirectory tenants, RefreshTokens refreshTokens, TokenLifetimes lifetimes, TimeProvider time)
{
    internal LoginAnswer ForApplication(LoginCall call, EmulatorPrincipal application, RequestedScope scope) =>
        LoginAnswer.Json(Access(call, application, scope));

    internal LoginAnswer ForUser(LoginCall call, EmulatorPrincipal user, RequestedScope scope, string? nonce)
    {
        Dictionary<string, object> members = Access(call, user, scope);
        members["scope"] = scope.Granted;
        if (scope.Wants("openid"))
        {
            members["id_token"] = tokens.IssueIdToken(user, call.Tenant, call.ClientId, nonce, time.GetUtcNow(), lifetimes.Access);
        }

        // The first version of the endpoint knows no scopes and always gives a refresh token.
        if (scope.Wants("offline_access") || IsFirstVersion(call))
        {
            members["refresh_token"] = refreshTokens.Add(user, call.ClientId);
        }

        if (call.Form("client_info") == "1")
        {
            members["client_info"] = Base64UrlEncoder.Encode(JsonSerializer.Serialize(new Dictionary<string, string> { ["uid"] = user.ObjectId, ["utid"] = tenants.HomeOf(user) }));
        }

        return LoginAnswer.Json(members);
    }

    private Dictionary<string, object> Access(LoginCall call, EmulatorPrincipal principal, RequestedScope scope)
    {
        DateTimeOffset now = time.GetUtcNow();
        int seconds = (int)lifetimes.Access.TotalSeconds;
        string token = tokens.Issue(principal, call.Tenant, scope.Resource, now, lifetimes.Access, ClaimsParameter.Capabilities(call.Form("claims")), call.ClientId);
        return IsFirstVersion(call)
            ? new Dictionary<string, object>
            {
                ["token_type"] = "Bearer",
                ["expires_in"] = seconds.ToString(CultureInfo.InvariantCulture),
                ["ext_expires_in"] = seconds.ToString(CultureInfo.InvariantCulture),
                ["expires_on"] = (now + lifetimes.Access).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ["not_before"] = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
                ["resource"] = scope.Resource,
                ["access_token"] = token,
            }
            : new Dictionary<string, object>
            {
                ["token_type"] = "Bearer",
                ["expires_in"] = seconds,
                ["ext_expires_in"] = seconds,
                ["access_token"] = token,
            };
    }

    private static bool IsFirstVersion(LoginCall call) => !call.Request.Path.Value!.Contains("/v2.0/", StringComparison.OrdinalIgnoreCase);
}
