using System.Globalization;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Emulator;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.SignIn;

/// <summary>The module in the real engine without a token: it signs in at the emulator's own ends of the real protocols.</summary>
[Collection(nameof(EnvironmentVariables))]
public abstract class SignInCmdletTest(AzuriteFixture azurite) : CmdletTest(azurite)
{
    internal const string ServiceConnectionId = "aaaaaaaa-0000-4000-8000-000000000001";
    internal const string WorkloadSubject = "system:serviceaccount:backups:nightly";
    internal const string OtherTenant = "11111111-1111-4111-8111-111111111111";

    private static readonly string[] Roles = [BuiltInRoles.Administrator.Name];

    private readonly List<string> _files = [];
    private readonly List<string> _folders = [];

    protected static X509Certificate2 Certificate { get; } = SignInTest.NewCertificate("CN=mhsm-test-sign-in");

    protected static EmulatorPrincipal App { get; } = new("11e7a2b0-0000-4000-8000-000000000001", "the secret of an application", Roles)
    {
        Certificates = [X509CertificateLoader.LoadCertificate(Certificate.RawData)],
    };

    protected static EmulatorPrincipal Workload { get; } = new("11e7a2b0-0000-4000-8000-000000000002", Secret: null, Roles)
    {
        FederatedCredentials =
        [
            new FederatedCredential(FederatedCredential.WorkloadIssuer, WorkloadSubject),
            new FederatedCredential(FederatedCredential.GitHubIssuer, FederatedCredential.GitHubSubject),
        ],
    };

    protected static EmulatorPrincipal Pipeline { get; } = new("11e7a2b0-0000-4000-8000-000000000003", Secret: null, Roles) { ServiceConnectionId = ServiceConnectionId };

    protected static EmulatorPrincipal User { get; } = new("megan@contoso.com", Secret: null, Roles) { Kind = PrincipalKind.User, DisplayName = "Megan Bowen" };

    protected static EmulatorPrincipal Unwilling { get; } = new("unwilling@contoso.com", Secret: null, Roles) { Kind = PrincipalKind.User, LacksConsent = true };

    protected static EmulatorPrincipal Machine { get; } = new("11e7a2b0-0000-4000-8000-000000000004", Secret: null, Roles)
    {
        Kind = PrincipalKind.ManagedIdentity,
        IsSystemAssigned = true,
        ResourceId = "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/g/providers/Microsoft.Automation/automationAccounts/nightly",
    };

    protected static EmulatorPrincipal Assigned { get; } = new("11e7a2b0-0000-4000-8000-000000000005", Secret: null, Roles)
    {
        Kind = PrincipalKind.ManagedIdentity,
        ResourceId = "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/backups",
    };

    protected static EmulatorPrincipal Local { get; } = new("11e7a2b0-0000-4000-8000-000000000008", Secret: null, Roles)
    {
        Kind = PrincipalKind.ManagedIdentity,
        ResourceId = "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/local",
    };

    protected static EmulatorPrincipal Hidden { get; } = new("11e7a2b0-0000-4000-8000-000000000009", Secret: null, Roles) { Kind = PrincipalKind.ManagedIdentity };

    protected static EmulatorPrincipal Shown { get; } = new("11e7a2b0-0000-4000-8000-00000000000b", Secret: null, Roles)
    {
        Kind = PrincipalKind.ManagedIdentity,
        ResourceId = "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/shown",
    };

    protected static EmulatorPrincipal Waiting { get; } = new("11e7a2b0-0000-4000-8000-00000000000c", Secret: null, Roles) { Kind = PrincipalKind.ManagedIdentity };

    protected static EmulatorPrincipal Nobody { get; } = new("11e7a2b0-0000-4000-8000-000000000006", "the secret of nobody");

    protected static EmulatorPrincipal Elsewhere { get; } = new("11e7a2b0-0000-4000-8000-000000000007", "the secret of a stranger", Roles) { Tenants = [OtherTenant] };

    protected EnvironmentVariables Variables { get; } = EnvironmentVariables.Bare();

    protected string Tenant => Hsm.Settings.TenantId;

    /// <summary>What came to the token port.</summary>
    internal IReadOnlyList<RecordedRequest> SignIns => [.. Emulator.Requests.All.Where(request => request.Hsm is null)];

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        Variables.Set("AZURE_AUTHORITY_HOST", Emulator.SignIn.AuthorityHost.AbsoluteUri);
        Session.Invoke("$PSDefaultParameterValues.Remove('*-Mhsm*:AccessToken')");
        foreach ((string name, string value) in new[]
        {
            ("tenant", Tenant), ("app", App.ClientId), ("workload", Workload.ClientId), ("connection", ServiceConnectionId),
        }) Session.Set(name, value);
        Session.Set("credential", CredentialOf(App));
    }

    protected override async ValueTask DisposeSessionAsync()
    {
        Variables.Dispose();
        _files.ForEach(File.Delete);
        _folders.ForEach(folder => Directory.Delete(folder, recursive: true));
        await base.DisposeSessionAsync();
    }

    protected override void Configure(EmulatorOptions options)
    {
        base.Configure(options);
        foreach (EmulatorPrincipal principal in new[] { App, Workload, Pipeline, User, Unwilling, Machine, Assigned, Local, Hidden, Shown, Waiting, Nobody, Elsewhere }) options.Principals.Add(principal);
        options.Tenants.Add(OtherTenant);
    }

    internal static PSCredential CredentialOf(EmulatorPrincipal principal, string? secret = null)
    {
        var secure = new System.Security.SecureString();
        foreach (char c in secret ?? principal.Secret!) secure.AppendChar(c);
        return new PSCredential(principal.ClientId, secure);
    }

    internal string NewFile(string extension, byte[] content)
    {
        string path = Path.Combine(Path.GetTempPath(), $"mhsm-test-{Guid.NewGuid():N}{extension}");
        File.WriteAllBytes(path, content);
        _files.Add(path);
        return path;
    }

    internal string NewFile(string extension, string content) => NewFile(extension, System.Text.Encoding.UTF8.GetBytes(content));

    internal MhsmContext Connect(string arguments) => Assert.IsType<MhsmContext>(Assert.Single(Run("Connect-Mhsm " + arguments).Output).BaseObject);

    /// <summary>What Azure Automation and App Service set.</summary>
    internal void IdentityEndpoint() =>
        Variables.Set("IDENTITY_ENDPOINT", Emulator.SignIn.IdentityEndpoint.AbsoluteUri).Set("IDENTITY_HEADER", Emulator.SignIn.IdentityHeader);

    /// <summary>A program that is found before any other of its name.</summary>
    internal string StandIn(string name, string script)
    {
        string folder = Directory.CreateTempSubdirectory("mhsm-test-").FullName;
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _folders.Add(folder);
        Variables.Set("PATH", folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"));
        return folder;
    }

    /// <summary>An az that is signed in, as far as a token is asked of it.</summary>
    internal void StandInForAz(string token)
    {
        string expires = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string folder = StandIn("az", $$"""
            #!/bin/sh
            [ "$1 $2" = "account get-access-token" ] || exit 2
            echo '{"accessToken": "{{token}}", "expiresOn": "2030-01-01 00:00:00.000000", "expires_on": {{expires}}, "tenant": "{{Tenant}}", "tokenType": "Bearer"}'
            """.ReplaceLineEndings("\n") + "\n");
        File.WriteAllText(Path.Combine(folder, "azureProfile.json"), """{"installationId": "x", "subscriptions": [{"id": "y", "user": {"name": "megan@contoso.com", "type": "user"}}]}""");
        Variables.Set("AZURE_CONFIG_DIR", folder);
    }

    /// <summary>An Az.Accounts of this session that is signed in, as far as the module asks it.</summary>
    /// <param name="principal">Who is signed in.</param>
    /// <param name="hasSecureTokens">Whether it knows -AsSecureString.</param>
    /// <param name="before">What Get-AzAccessToken does first.</param>
    internal void StandInForAzAccounts(EmulatorPrincipal principal, bool hasSecureTokens = true, string before = "")
    {
        Session.Set("azToken", Emulator.IssueToken(principal));
        Session.Set("azAccount", principal.Name);
        Run(
            """
            $global:azAsked = 0
            New-Module -Name Az.Accounts {
                function Get-AzContext { [pscustomobject]@{ Account = [pscustomobject]@{ Id = $global:azAccount }; Tenant = [pscustomobject]@{ Id = $global:tenant } } }
                function Get-AzAccessToken {
                    [CmdletBinding()] param([string] $ResourceUrl, [string] $TenantId PARAMETERS)
                    if ($ResourceUrl -ne 'https://managedhsm.azure.net') { throw "unexpected resource $ResourceUrl" }
                    BEFORE
                    $global:azAsked++
                    $PSCmdlet.WriteDebug("the answer: $global:azToken")
                    $token = $global:azToken
                    if ($AsSecureString) { $token = [System.Security.SecureString]::new(); foreach ($c in $global:azToken.ToCharArray()) { $token.AppendChar($c) } }
                    [pscustomobject]@{ Token = $token; ExpiresOn = [DateTimeOffset]::UtcNow.AddHours(1) }
                }
            } | Import-Module
            """.Replace("BEFORE", before, StringComparison.Ordinal).Replace("PARAMETERS", hasSecureTokens ? ", [switch] $AsSecureString" : string.Empty, StringComparison.Ordinal));
    }

    /// <summary>A whole backup, started and waited for as whoever is signed in.</summary>
    internal void AssertBacksUpAs(EmulatorPrincipal principal)
    {
        MhsmJob job = BackUp();
        Assert.Equal("Succeeded", job.Status);
        Assert.Equal(principal.ObjectId, Assert.Single(Emulator.Requests.Of("POST", "/backup")).CallerObjectId);
    }
}
