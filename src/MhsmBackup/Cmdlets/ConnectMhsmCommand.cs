using System.Management.Automation;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Evidence;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Pipeline;
using MhsmBackup.Service;
using MhsmBackup.Session;

namespace MhsmBackup.Cmdlets;

/// <summary>
/// Signs this session in, with one token request, and sets its defaults; one that fails leaves nobody signed in. Without a way to sign in the environment decides;
/// where it shows none and a person is there, a browser opens.
/// </summary>
[Cmdlet(VerbsCommunications.Connect, "Mhsm", DefaultParameterSetName = Environment)]
[OutputType(typeof(MhsmContext))]
public sealed class ConnectMhsmCommand : MhsmCmdlet
{
    internal const string Environment = "Environment";
    internal const string Browser = "Interactive";
    internal const string Device = "DeviceCode";
    internal const string SystemIdentity = "ManagedIdentity";
    internal const string IdentityOfResource = "ManagedIdentityByResourceId";
    internal const string IdentityOfObject = "ManagedIdentityByObjectId";
    internal const string Secret = "ClientSecret";
    internal const string CertificateFile = "CertificateFile";
    internal const string CertificateStore = "CertificateStore";
    internal const string Federated = "FederatedToken";
    internal const string Pipelines = "AzurePipelines";
    internal const string GitHub = "GitHubActions";
    internal const string Given = "AccessToken";
    internal const string Cli = "AzureCli";
    internal const string Az = "AzurePowerShell";

    /// <summary>Signs in with a browser on this machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Browser)]
    public SwitchParameter Interactive { get; set; }

    /// <summary>Shows a code to type into a browser anywhere.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Device)]
    [Alias("UseDeviceAuthentication", "DeviceAuth")]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>Signs in as the managed identity of this Azure resource: the system-assigned one, or the one that an id names.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SystemIdentity)]
    [Parameter(Mandatory = true, ParameterSetName = IdentityOfResource)]
    [Parameter(Mandatory = true, ParameterSetName = IdentityOfObject)]
    [Alias("Identity")]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>The resource id of a user-assigned managed identity.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdentityOfResource)]
    [ValidateNotNullOrEmpty]
    public string? ResourceId { get; set; }

    /// <summary>The object (principal) id of a user-assigned managed identity.</summary>
    [Parameter(Mandatory = true, ParameterSetName = IdentityOfObject)]
    [Alias("PrincipalId")]
    [ValidateNotNullOrEmpty]
    public string? ObjectId { get; set; }

    /// <summary>A service principal: its client id as the user name, its secret as the password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Secret)]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>A file with the certificate of a service principal and its private key: .pfx, .p12 or .pem.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateFile)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>The password of a .pfx or .p12 file.</summary>
    [Parameter(ParameterSetName = CertificateFile)]
    [SecretTransformation]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The thumbprint of a certificate in the store My of the current user or of this machine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateStore)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A file that another issuer keeps a token in, for workload identity federation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Federated)]
    [Alias("TokenFilePath")]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>The id of a service connection of Azure Pipelines that uses workload identity federation.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Pipelines)]
    [ValidateNotNullOrEmpty]
    public string? ServiceConnectionId { get; set; }

    /// <summary>The pipeline's System.AccessToken; without it the variable SYSTEM_ACCESSTOKEN.</summary>
    [Parameter(ParameterSetName = Pipelines)]
    [SecretTransformation]
    public SecureString? SystemAccessToken { get; set; }

    /// <summary>Signs in with the token of this GitHub Actions workflow.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GitHub)]
    public SwitchParameter GitHubActions { get; set; }

    /// <summary>An access token for https://managedhsm.azure.net; it is used as it is and not renewed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Given)]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? AccessToken { get; set; }

    /// <summary>Uses the az CLI's sign-in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Cli)]
    public SwitchParameter AzureCli { get; set; }

    /// <summary>Uses the sign-in of Az PowerShell in this session.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Az)]
    public SwitchParameter AzurePowerShell { get; set; }

    /// <summary>The tenant: its id or one of its domains.</summary>
    [Parameter(ParameterSetName = Browser)]
    [Parameter(ParameterSetName = Device)]
    [Parameter(Mandatory = true, ParameterSetName = Secret)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateStore)]
    [Parameter(Mandatory = true, ParameterSetName = Federated)]
    [Parameter(ParameterSetName = Pipelines)]
    [Parameter(ParameterSetName = GitHub)]
    [Parameter(ParameterSetName = Cli)]
    [Parameter(ParameterSetName = Az)]
    [Alias("Tenant", "Domain")]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The client id of the application or of the user-assigned managed identity.</summary>
    [Parameter(ParameterSetName = Browser)]
    [Parameter(ParameterSetName = Device)]
    [Parameter(ParameterSetName = SystemIdentity)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateFile)]
    [Parameter(Mandatory = true, ParameterSetName = CertificateStore)]
    [Parameter(Mandatory = true, ParameterSetName = Federated)]
    [Parameter(ParameterSetName = Pipelines)]
    [Parameter(ParameterSetName = GitHub)]
    [Alias("ApplicationId", "AppId", "AccountId")]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The account that the browser proposes, for example admin@contoso.com.</summary>
    [Parameter(ParameterSetName = Browser)]
    [ValidateNotNullOrEmpty]
    public string? LoginHint { get; set; }

    /// <summary>The cloud to sign in to, and of HSMs that are given by name.</summary>
    [Parameter]
    [Alias("Environment")]
    [ValidateSet("AzureCloud", "AzureUSGovernment", "AzureChinaCloud")]
    public string? Cloud { get; set; }

    /// <summary>The version of the service's API for every cmdlet of this session; 7.6 by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiVersion { get; set; }

    /// <summary>The HSM of cmdlets that are given none.</summary>
    [Parameter(Position = 0)]
    [Alias("HsmUri")]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string? HsmName { get; set; }

    /// <summary>The container of cmdlets that are given none; an address without a SAS.</summary>
    [Parameter]
    [Alias("StorageContainerUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            ManagedHsmCloud cloud = Cloud is null ? ManagedHsmCloud.OfEnvironment() : ManagedHsmCloud.Named(Cloud);
            MhsmDefaults defaults = MhsmDefaults.Parse(HsmName, ContainerUri?.Reveal(), ApiVersion, cloud);
            MhsmIdentity identity = Choose(cloud, out string? reason);
            if (identity.Way is not NoSignIn) WriteVerbose($"Signing in {identity.Way}{(reason is null ? string.Empty : ": " + reason)}.");
            Await(identity.SignInAsync(StopToken));
            Session.Connect(identity, reason, defaults);
            WriteObject(Session.Context);
        }
        catch (MhsmException e)
        {
            // A script that goes on must not go on as somebody else, or on another HSM.
            Session.FailToConnect(e.ErrorId);
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    private MhsmIdentity Choose(ManagedHsmCloud cloud, out string? reason)
    {
        reason = null;
        if (ParameterSetName != Environment) return new MhsmIdentity(ChosenWay(), cloud);
        if (SessionSignIn.OfEnvironment(Session, this) is EnvironmentChoice choice)
        {
            reason = choice.Reason;
            return SessionSignIn.IdentityOf(Session, choice, cloud);
        }

        bool mayAsk = HostConsole.HasPerson(Host);
        if (mayAsk) reason = "the environment shows no way to sign in, and a person is there to ask";
        return new MhsmIdentity(mayAsk ? new InteractiveSignIn() : new NoSignIn(), cloud);
    }

    private SignInWay ChosenWay() => ParameterSetName switch
    {
        Browser => new InteractiveSignIn(TenantId, ClientId, LoginHint),
        Device => new DeviceCodeSignIn(ShowCode, TenantId, ClientId),
        SystemIdentity => ClientId is null ? ManagedIdentitySignIn.SystemAssigned() : ManagedIdentitySignIn.OfClient(ClientId),
        IdentityOfResource => ManagedIdentitySignIn.OfResource(ResourceId!),
        IdentityOfObject => ManagedIdentitySignIn.OfObject(ObjectId!),
        Secret => new ClientSecretSignIn(TenantId!, Credential!.UserName ?? string.Empty, Credential.Password),
        CertificateFile => new ClientCertificateSignIn(TenantId!, ClientId!, SignInCertificate.FromFile(PathOf(CertificatePath!), CertificatePassword)),
        CertificateStore => new ClientCertificateSignIn(TenantId!, ClientId!, SignInCertificate.FromStore(CertificateThumbprint!)),
        Federated => new FederatedTokenSignIn(TenantId!, ClientId!, PathOf(FederatedTokenFile!)),
        Pipelines => new AzurePipelinesSignIn(
            TenantId ?? Variable("AZURESUBSCRIPTION_TENANT_ID"),
            ClientId ?? Variable("AZURESUBSCRIPTION_CLIENT_ID"),
            ServiceConnectionId!,
            SystemAccessToken ?? SecretVariable("SYSTEM_ACCESSTOKEN"),
            Variable(AzurePipelinesSignIn.RequestUriVariable)),
        GitHub => new GitHubActionsSignIn(
            TenantId ?? Variable("AZURE_TENANT_ID"),
            ClientId ?? Variable("AZURE_CLIENT_ID"),
            Variable(GitHubActionsSignIn.RequestUriVariable),
            SecretVariable(GitHubActionsSignIn.RequestTokenVariable)),
        Given => new AccessTokenSignIn(AccessToken!),
        Cli => new AzureCliSignIn(TenantId),
        _ => new AzurePowerShellSignIn(new AzurePowerShell(Session).AskAsync, TenantId),
    };

    // As Write-Host does: on the screen of whoever runs this, also from a remote session, and never in the output.
    private void ShowCode(string message) => Queue.Post(cmdlet => cmdlet.WriteInformation(new HostInformationMessage { Message = message }, ["PSHOST"]));

    private string PathOf(string path)
    {
        try
        {
            return GetUnresolvedProviderPathFromPSPath(path);
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException)
        {
            return path; // the file is not found there, and the error says so
        }
    }

    private static string? Variable(string name) => System.Environment.GetEnvironmentVariable(name);

    private static SecureString? SecretVariable(string name) => Variable(name) is string text ? Secrets.SecureText.Protect(text) : null;
}
