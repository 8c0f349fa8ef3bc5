using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Tokens for a user who has signed in on another device (RFC 8628).</summary>
internal sealed class DeviceCodeGrant(ClientAuthenticator clients, TenantDirectory tenants, DeviceCodes codes, TokenAnswers answers, TimeProvider time)
{
    internal const string Name = "urn:ietf:params:oauth:grant-type:device_code";

    /// <summary>What MSAL sends.</summary>
    internal const string ShortName = "device_code";

    internal async Task<LoginAnswer> AnswerAsync(LoginCall call)
    {
        await clients.IdentifyAsync(call);
        DeviceCode code = codes.Find(call.Form("device_code") ?? call.Required("code")) ?? throw new EntraException(EntraErrors.UnknownDeviceCode);
        if (!string.Equals(code.ClientId, call.ClientId, StringComparison.OrdinalIgnoreCase))
        {
            throw new EntraException(EntraErrors.GrantOfAnotherClient);
        }

        EmulatorPrincipal user = code.User
            ?? throw new EntraException(code.IsDeclined ? EntraErrors.Declined : code.IsPending(time.GetUtcNow()) ? EntraErrors.Pending : EntraErrors.DeviceCodeExpired);
        TenantDirectory.ThrowIfRefused(call, user);
        tenants.ThrowIfMissing(call, code.Scope);
        return codes.Redeem(code.Code) ? answers.ForUser(call, user, code.Scope, nonce: null) : throw new EntraException(EntraErrors.UnknownDeviceCode);
    }
}
