using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.Access;

/// <summary>Decides from a request's headers alone who calls.</summary>
internal sealed class Authenticator(TokenService tokens, PrincipalDirectory directory)
{
    private const string Scheme = "Bearer ";

    internal async Task<AuthenticationResult> AuthenticateAsync(EmulatedHsm hsm, HttpRequest request)
    {
        string? header = request.Headers.Authorization;
        string challenge = ChallengeFor(hsm, request, tenant: null);
        if (header is null || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return hsm.Settings.AuthenticationRequired ? new(null, challenge) : new(Caller.Anyone, null);
        }

        string token = header[Scheme.Length..].Trim();
        if (directory.FindByToken(token) is { } known)
        {
            return new(new Caller(known.ObjectId), null);
        }

        (string? objectId, string? refusal) = await tokens.CheckAsync(
            token, hsm.TrustedTenants, Challenge.ResourceFor(hsm, request.Host.Host), hsm.Settings.TimeProvider.GetUtcNow());
        return objectId is not null ? new(new Caller(objectId), null)
            : hsm.Settings.AuthenticationRequired ? new(null, Challenge.WithError(challenge, "invalid_token", refusal!))
            : new(Caller.Anyone, null);
    }

    internal string ChallengeFor(EmulatedHsm hsm, HttpRequest request, string? tenant) => Challenge.Format(
        tenant is null ? hsm.Settings.ChallengeAuthorization ?? tokens.AuthorityOf(hsm.Settings.TenantId) : tokens.AuthorityOf(tenant),
        Challenge.ResourceFor(hsm, request.Host.Host));
}
