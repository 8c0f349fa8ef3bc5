using System.Globalization;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Tokens for a user who has signed in before: for the same client, for any resource and tenant.</summary>
internal sealed class RefreshTokenGrant(ClientAuthenticator clients, TenantDirectory tenants, RefreshTokens tokens, TokenAnswers answers, TimeProvider time)
{
    internal const string Name = "refresh_token";

    internal async Task<LoginAnswer> AnswerAsync(LoginCall call)
    {
        await clients.IdentifyAsync(call);
        RefreshToken token = tokens.Find(call.Required("refresh_token")) ?? throw new EntraException(EntraErrors.MalformedGrant);
        if (!string.Equals(token.ClientId, call.ClientId, StringComparison.OrdinalIgnoreCase))
        {
            throw new EntraException(EntraErrors.GrantOfAnotherClient);
        }

        if (token.IsRevoked)
        {
            throw new EntraException(EntraErrors.GrantRevoked);
        }

        if (token.Issued + tokens.Lifetime <= time.GetUtcNow())
        {
            throw new EntraException(EntraErrors.RefreshTokenExpired, string.Create(
                CultureInfo.InvariantCulture, $"The token was issued on {token.Issued.UtcDateTime:O} and was inactive for {tokens.Lifetime:c}"));
        }

        TenantDirectory.ThrowIfRefused(call, token.User);
        RequestedScope scope = ScopeParameter.Of(call) ?? throw new EntraException(EntraErrors.MissingParameter, "scope");
        tenants.ThrowIfMissing(call, scope);

        // A refresh token comes with a new one, whether it is asked for or not.
        return answers.ForUser(call, token.User, scope.Wants("offline_access") ? scope : scope with { OpenIdScopes = [.. scope.OpenIdScopes, "offline_access"] }, nonce: null);
    }
}
