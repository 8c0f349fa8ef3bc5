namespace MhsmBackup.Emulator.SignIn;

/// <summary>Tokens for a user who has signed in in the browser.</summary>
internal sealed class AuthorizationCodeGrant(ClientAuthenticator clients, AuthorizationCodes codes, TokenAnswers answers)
{
    internal const string Name = "authorization_code";

    internal async Task<LoginAnswer> AnswerAsync(LoginCall call)
    {
        await clients.IdentifyAsync(call);
        AuthorizationCode code = codes.Take(call.Required("code"));
        if (!string.Equals(code.ClientId, call.ClientId, StringComparison.OrdinalIgnoreCase))
        {
            throw new EntraException(EntraErrors.GrantOfAnotherClient);
        }

        if (call.Required("redirect_uri") is var redirect && !string.Equals(redirect, code.RedirectUri, StringComparison.Ordinal))
        {
            throw new EntraException(EntraErrors.ReplyAddress, redirect);
        }

        if (code.Challenge is { } challenge && !challenge.IsMetBy(call.Form("code_verifier")))
        {
            throw new EntraException(EntraErrors.CodeVerifier);
        }

        TenantDirectory.ThrowIfRefused(call, code.User);
        return answers.ForUser(call, code.User, code.Scope, code.Nonce);
    }
}
