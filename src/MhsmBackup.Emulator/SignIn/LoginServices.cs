using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Federation;
using MhsmBackup.Emulator.ManagedIdentities;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Puts the sign-in endpoints together: what they share, who decides in a test's place, and what is where.</summary>
internal sealed class LoginServices
{
    internal LoginServices(EmulatorOptions options, TokenService tokens, PrincipalDirectory principals)
    {
        TimeProvider time = options.TimeProvider;
        Uri host = tokens.LoginEndpoint;
        FederationIssuers issuers = new(tokens, time);
        TokenLifetimes lifetimes = new() { Access = options.TokenLifetime };
        DeviceCodes deviceCodes = new(time) { Interval = options.DeviceCodeInterval };
        AuthorizationCodes authorizationCodes = new(time);
        RefreshTokens refreshTokens = new(time);
        SignIn = new EmulatorSignIn(host, issuers, lifetimes, deviceCodes, refreshTokens);

        TenantDirectory tenants = new(principals, options.TenantId, [.. options.Tenants], [.. options.MissingResources]);
        TokenAnswers answers = new(tokens, tenants, refreshTokens, lifetimes, time);
        ClientAuthenticator clients = new(tenants, new ClientAssertions(tokens, issuers, time));
        EntraErrorBody errors = new(host, time);
        AssignedIdentities identities = new(principals);
        IdentityTokens identityTokens = new(tokens, tenants, lifetimes, time);
        Routes = new LoginRoutes(
            new DiscoveryDocuments(tokens, tenants, issuers),
            new TokenEndpoint(
                tenants,
                new ClientCredentialsGrant(clients, tenants, answers),
                new DeviceCodeGrant(clients, tenants, deviceCodes, answers, time),
                new AuthorizationCodeGrant(clients, authorizationCodes, answers),
                new RefreshTokenGrant(clients, tenants, refreshTokens, answers, time)),
            new DeviceCodeEndpoint(tenants, deviceCodes, host),
            new DevicePage(deviceCodes, principals),
            new AuthorizeEndpoint(tenants, authorizationCodes, errors, time),
            errors,
            new AppServiceIdentityEndpoint(identities, identityTokens, SignIn.IdentityHeader),
            new MetadataServiceEndpoint(identities, identityTokens),
            new CloudShellEndpoint(principals, identities, identityTokens),
            new PipelinesTokenEndpoint(principals, issuers, host, SignIn.PipelinesAccessToken),
            new GitHubTokenEndpoint(issuers, SignIn.GitHubRequestToken));
    }

    internal EmulatorSignIn SignIn { get; }

    internal LoginRoutes Routes { get; }
}
