using System.Management.Automation;
using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Service;
using MhsmBackup.Session;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that uses containers itself: with the account's key, else as whoever is signed in.</summary>
public abstract class StorageAccountCmdlet : MhsmCmdlet
{
    private StorageConnections? _connections;
    private Func<ManagedHsmCloud, MhsmIdentity>? _identityOf;

    /// <summary>A key of the storage account.</summary>
    [Parameter]
    [Alias("AccountKey")]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? StorageAccountKey { get; set; }

    /// <summary>The cloud of a storage account that is given by its name alone. A URI names its own.</summary>
    [Parameter]
    [ValidateSet("AzureCloud", "AzureUSGovernment", "AzureChinaCloud")]
    public string? Cloud { get; set; }

    private protected ManagedHsmCloud ChosenCloud =>
        Cloud is null ? Session.Identity?.Cloud ?? ManagedHsmCloud.OfEnvironment() : ManagedHsmCloud.Named(Cloud);

    /// <summary>-SasToken of a cmdlet that has it; null without it.</summary>
    private protected virtual SecureString? GivenSas => null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _ = ChosenCloud;
            if (GivenSas is not null && StorageAccountKey is not null)
                throw new MhsmInputException(MhsmErrorId.StorageAccessConflict, "-SasToken was given, and -StorageAccountKey as well. Give one of the two.");
            _connections = new StorageConnections();
        }
        catch (MhsmException e)
        {
            // What is wrong here is wrong for every container.
            ThrowTerminatingError(ErrorRecords.From(e, target: null));
        }
    }

    /// <summary>The containers that were given; else the session's default.</summary>
    /// <param name="uri">-ContainerUri, or null.</param>
    /// <param name="accountName">-StorageAccountName, or null.</param>
    /// <param name="containerName">-BlobContainerName, or null.</param>
    /// <exception cref="MhsmException">What is wrong with it.</exception>
    private protected StorageContainer Open(ContainerUriArgument? uri, string? accountName, string? containerName)
    {
        if (uri is not null) return Open(uri.Parse(out SecureString? sas), sas);
        if (accountName is not null || containerName is not null) return Open(ContainerAddress.FromNames(accountName, containerName, ChosenCloud));
        return Open(Session.Defaults.Container ?? throw Defaults.ContainerMissing());
    }

    /// <summary>Opens a container with what was given for it. Nothing is sent.</summary>
    /// <param name="address">The container.</param>
    /// <param name="sasOfUri">The SAS that its URI carries, or null.</param>
    /// <exception cref="MhsmException">What is wrong with it.</exception>
    private protected StorageContainer Open(ContainerAddress address, SecureString? sasOfUri = null) =>
        Open(address, new StorageRight(GivenSas, StorageAccountKey) { SasOfUri = sasOfUri });

    /// <summary>Opens a container with a right of its own, beside that of the cmdlet's other parameters. Nothing is sent.</summary>
    /// <param name="address">The container.</param>
    /// <param name="right">The right as it was given.</param>
    /// <exception cref="MhsmException">What is wrong with it.</exception>
    private protected StorageContainer Open(ContainerAddress address, StorageRight right) =>
        Open(address, right.Choose(address, () => IdentityOf(ManagedHsmCloud.OfBlobHost(address.Uri.Host) ?? ChosenCloud)));

    /// <summary>Who is signed in, for a cloud.</summary>
    /// <exception cref="MhsmException">Nobody, or somebody of another cloud.</exception>
    private protected MhsmIdentity IdentityOf(ManagedHsmCloud cloud) => (_identityOf ??= SessionSignIn.Choose(Session, this, accessToken: null))(cloud);

    /// <summary>Opens a container with another right than the one that was chosen for it. Nothing is sent.</summary>
    private protected StorageContainer Open(ContainerAddress address, StorageSignIn signIn)
    {
        SessionPlaces.Remember(address.Uri);
        return _connections!.Open(address, signIn);
    }
}
