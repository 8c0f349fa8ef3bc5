using System.Management.Automation;
using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Service;
using MhsmBackup.Session;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that calls Managed HSMs.</summary>
public abstract class ServiceCmdlet : MhsmCmdlet
{
    private ManagedHsmConnections? _connections;
    private Func<ManagedHsmCloud, MhsmIdentity>? _identityOf;

    /// <summary>An access token for https://managedhsm.azure.net. Without it Connect-Mhsm decides, else the environment.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? AccessToken { get; set; }

    /// <summary>The cloud of an HSM that is given by its name alone. A URL names its own.</summary>
    [Parameter]
    [ValidateSet("AzureCloud", "AzureUSGovernment", "AzureChinaCloud")]
    public string? Cloud { get; set; }

    /// <summary>The version of the service's API; 7.6 by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ApiVersion { get; set; }

    private protected ManagedHsmCloud? ChosenCloud => Cloud is null ? Session.Identity?.Cloud : ManagedHsmCloud.Named(Cloud);

    private protected ManagedHsmConnections Connections => _connections!;

    /// <summary>Who calls, in a cloud.</summary>
    /// <exception cref="MhsmException">Nobody, or somebody of another cloud.</exception>
    private protected MhsmIdentity IdentityOf(ManagedHsmCloud cloud) => _identityOf!(cloud);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _identityOf = SessionSignIn.Choose(Session, this, AccessToken);
            _connections = new ManagedHsmConnections(
                _identityOf,
                ChosenCloud,
                ApiVersion is null ? Session.Defaults.ApiVersion : ManagedHsmApiVersion.Parse(ApiVersion),
                StopToken);
        }
        catch (MhsmException e)
        {
            // What is wrong here is wrong for every HSM.
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }
}
