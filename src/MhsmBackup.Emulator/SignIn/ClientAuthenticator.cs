using System.Text;
using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Finds out which application asks, and whether it is who it says.</summary>
internal sealed class ClientAuthenticator(TenantDirectory tenants, ClientAssertions assertions)
{
    /// <summary>An application that must prove who it is.</summary>
    /// <exception cref="EntraException">It is not in the tenant, or its proof is wrong.</exception>
    internal async Task<EmulatorPrincipal> AuthenticateAsync(LoginCall call)
    {
        string? secret = Identify(call);
        EmulatorPrincipal application = tenants.Application(call);
        if (call.Form("client_assertion") is { } assertion)
        {
            await assertions.VerifyAsync(call, application, assertion);
            return application;
        }

        return secret is null ? throw new EntraException(EntraErrors.NoCredential)
            : SecretText.Same(application.Secret, secret) ? application
            : throw new EntraException(EntraErrors.WrongSecret);
    }

    /// <summary>
    /// An application that a user signs in to. Tools of Microsoft's are in no tenant's own list of applications and have no secret,
    /// so any id is taken; one that sends a proof must be able to.
    /// </summary>
    /// <exception cref="EntraException">There is no client id, or a proof that is wrong.</exception>
    internal async Task IdentifyAsync(LoginCall call)
    {
        if (Identify(call) is not null || call.Form("client_assertion") is not null)
        {
            await AuthenticateAsync(call);
        }
    }

    /// <summary>Takes the client id from the form, or with the secret from a Basic header.</summary>
    /// <returns>The secret, if there is one.</returns>
    private static string? Identify(LoginCall call)
    {
        const string basic = "Basic ";
        if (call.Header("Authorization") is { } header && header.StartsWith(basic, StringComparison.OrdinalIgnoreCase))
        {
            byte[] buffer = new byte[header.Length];
            string[] pair = Convert.TryFromBase64String(header[basic.Length..], buffer, out int length)
                ? Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2)
                : [];
            if (pair.Length == 2)
            {
                call.ClientId = Uri.UnescapeDataString(pair[0]);
                return Uri.UnescapeDataString(pair[1]);
            }
        }

        call.ClientId = call.Form("client_id") ?? ClientAssertions.SubjectOf(call.Form("client_assertion")) ?? throw new EntraException(EntraErrors.MissingParameter, "client_id");
        return call.Form("client_secret");
    }
}
