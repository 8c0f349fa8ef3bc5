using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>A token for an application itself.</summary>
internal sealed class ClientCredentialsGrant(ClientAuthenticator clients, TenantDirectory tenants, TokenAnswers answers)
{
    internal const string Name = "client_credentials";

    internal async Task<LoginAnswer> AnswerAsync(LoginCall call)
    {
        EmulatorPrincipal application = await clients.AuthenticateAsync(call);
        RequestedScope scope = ScopeParameter.Of(call) ?? throw new EntraException(EntraErrors.MissingParameter, "scope");
        if (!scope.IsEverything)
        {
            throw new EntraException(EntraErrors.InvalidApplicationScope, call.Form("scope"));
        }

        tenants.ThrowIfMissing(call, scope);
        return answers.ForApplication(call, application, scope);
    }
}
