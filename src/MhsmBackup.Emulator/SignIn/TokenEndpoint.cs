using MhsmBackup.Emulator.Faults;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>The token endpoint, in both versions: leads to the grant that is asked for.</summary>
internal sealed class TokenEndpoint(
    TenantDirectory tenants, ClientCredentialsGrant clientCredentials, DeviceCodeGrant deviceCode, AuthorizationCodeGrant authorizationCode, RefreshTokenGrant refreshToken)
{
    internal async Task<LoginAnswer> AnswerAsync(LoginCall call, string tenant, StruckFaults faults)
    {
        tenants.Enter(call, tenant);
        if (faults.Take(FaultKind.Entra) is { } fault)
        {
            throw Injected(call, fault);
        }

        string grant = call.Required("grant_type");
        return grant switch
        {
            ClientCredentialsGrant.Name => await clientCredentials.AnswerAsync(call),
            DeviceCodeGrant.Name or DeviceCodeGrant.ShortName => await deviceCode.AnswerAsync(call),
            AuthorizationCodeGrant.Name => await authorizationCode.AnswerAsync(call),
            RefreshTokenGrant.Name => await refreshToken.AnswerAsync(call),
            _ => throw new EntraException(EntraErrors.UnsupportedGrant, grant),
        };
    }

    /// <summary>The error that a fault asks for, told of the request as far as its words go.</summary>
    private static EntraException Injected(LoginCall call, Fault fault)
    {
        call.ClientId = call.Form("client_id") ?? "(no client)";
        call.ClientName = call.ClientId;
        call.ResourceName = call.Form("resource") ?? call.Form("scope") ?? "";
        return new EntraException(EntraErrors.Find(fault.StatusCode)!, fault.Details);
    }
}
