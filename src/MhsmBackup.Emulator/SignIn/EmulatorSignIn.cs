using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Federation;
using MhsmBackup.Emulator.ManagedIdentities;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Every way of signing in: the addresses to set for clients, and what a test decides for the person who would sign in.</summary>
public sealed class EmulatorSignIn
{
    private readonly FederationIssuers issuers;
    private readonly TokenLifetimes lifetimes;
    private readonly DeviceCodes deviceCodes;
    private readonly RefreshTokens refreshTokens;

    internal EmulatorSignIn(Uri host, FederationIssuers issuers, TokenLifetimes lifetimes, DeviceCodes deviceCodes, RefreshTokens refreshTokens)
    {
        this.issuers = issuers;
        this.lifetimes = lifetimes;
        this.deviceCodes = deviceCodes;
        this.refreshTokens = refreshTokens;
        AuthorityHost = host;
    }

    /// <summary>The login endpoint without a tenant: <c>AZURE_AUTHORITY_HOST</c>.</summary>
    public Uri AuthorityHost { get; }

    /// <summary>The managed identity endpoint of App Service and Azure Automation: <c>IDENTITY_ENDPOINT</c>.</summary>
    public Uri IdentityEndpoint => new(AuthorityHost, AppServiceIdentityEndpoint.Path);

    /// <summary>The secret that <see cref="IdentityEndpoint"/> wants in <c>X-IDENTITY-HEADER</c>: <c>IDENTITY_HEADER</c>.</summary>
    public string IdentityHeader { get; } = SecretText.New();

    /// <summary>The metadata service of a virtual machine, without its path: <c>AZURE_POD_IDENTITY_AUTHORITY_HOST</c>.</summary>
    public Uri MetadataHost => AuthorityHost;

    /// <summary>The managed identity endpoint of Cloud Shell: <c>MSI_ENDPOINT</c>.</summary>
    public Uri CloudShellEndpoint => new(AuthorityHost, ManagedIdentities.CloudShellEndpoint.Path);

    /// <summary>Where an Azure Pipelines job asks for its federated token: <c>SYSTEM_OIDCREQUESTURI</c>.</summary>
    public Uri PipelinesOidcRequestUri => new(AuthorityHost, PipelinesTokenEndpoint.Path);

    /// <summary>The bearer token for <see cref="PipelinesOidcRequestUri"/>: <c>SYSTEM_ACCESSTOKEN</c>.</summary>
    public string PipelinesAccessToken { get; } = SecretText.New();

    /// <summary>Where a GitHub Actions job asks for its federated token: <c>ACTIONS_ID_TOKEN_REQUEST_URL</c>, to which <c>&amp;audience=</c> is appended.</summary>
    public Uri GitHubRequestUrl => new(AuthorityHost, GitHubTokenEndpoint.PathAndQuery);

    /// <summary>The bearer token for <see cref="GitHubRequestUrl"/>: <c>ACTIONS_ID_TOKEN_REQUEST_TOKEN</c>.</summary>
    public string GitHubRequestToken { get; } = SecretText.New();

    /// <summary>The issuer of <see cref="IssueFederatedToken"/>, as a cluster's workload identity has one; with its own discovery document and keys.</summary>
    public Uri FederationIssuer => new(issuers.Workload);

    /// <summary>The issuer of the tokens of <see cref="PipelinesOidcRequestUri"/>.</summary>
    public Uri PipelinesIssuer => new(issuers.Pipelines);

    /// <summary>The issuer of the tokens of <see cref="GitHubRequestUrl"/>.</summary>
    public Uri GitHubIssuer => new(issuers.GitHub);

    /// <summary>How long access tokens and id tokens are good, in whole seconds; one hour by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is less than a second.</exception>
    public TimeSpan TokenLifetime
    {
        get => lifetimes.Access;
        set => lifetimes.Access = value;
    }

    /// <summary>How long a refresh token is good; 90 days by default, as in Entra ID.</summary>
    public TimeSpan RefreshTokenLifetime
    {
        get => refreshTokens.Lifetime;
        set => refreshTokens.Lifetime = value;
    }

    /// <summary>How often a client is told to ask whether a device code is approved, in whole seconds; one by default, where Entra ID says five.</summary>
    public TimeSpan DeviceCodeInterval
    {
        get => deviceCodes.Interval;
        set => deviceCodes.Interval = value;
    }

    /// <summary>How long a device code can be approved; 15 minutes by default, as in Entra ID.</summary>
    public TimeSpan DeviceCodeLifetime
    {
        get => deviceCodes.Lifetime;
        set => deviceCodes.Lifetime = value;
    }

    /// <summary>The user codes that nobody has approved or declined yet, oldest first.</summary>
    public IReadOnlyList<string> PendingUserCodes => deviceCodes.Pending;

    /// <summary>Issues a token to sign in with, as a cluster writes it to a workload's token file.</summary>
    /// <param name="subject">For whom: the subject of one of the principal's <see cref="EmulatorPrincipal.FederatedCredentials"/>.</param>
    /// <param name="audience">The audience.</param>
    /// <param name="lifetime">How long it is good, one hour by default; a negative one makes an expired token.</param>
    /// <returns>The token.</returns>
    public string IssueFederatedToken(string subject, string audience = FederatedCredential.DefaultAudience, TimeSpan? lifetime = null) =>
        issuers.Issue(issuers.Workload, subject, audience, lifetime);

    /// <summary>Waits until a client has asked for a device code.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The oldest user code that nobody has approved or declined yet.</returns>
    public Task<string> WaitForUserCodeAsync(CancellationToken cancellationToken = default) => deviceCodes.WaitAsync(cancellationToken);

    /// <summary>Signs in for a user code, as the user would on the page that the message names.</summary>
    /// <param name="userCode">The user code.</param>
    /// <param name="user">As whom.</param>
    /// <exception cref="KeyNotFoundException">No sign-in waits for that code.</exception>
    public void Approve(string userCode, EmulatorPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(userCode);
        ArgumentNullException.ThrowIfNull(user);
        deviceCodes.Approve(userCode, user);
    }

    /// <summary>Declines a user code.</summary>
    /// <param name="userCode">The user code.</param>
    /// <exception cref="KeyNotFoundException">No sign-in waits for that code.</exception>
    public void Decline(string userCode)
    {
        ArgumentNullException.ThrowIfNull(userCode);
        deviceCodes.Decline(userCode);
    }

    /// <summary>Ends all refresh tokens that were given so far, as an administrator does who revokes a user's sessions.</summary>
    public void RevokeRefreshTokens() => refreshTokens.RevokeAll();
}
