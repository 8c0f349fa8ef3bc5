using System.Management.Automation;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Restores.Drills;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Session;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>Gathers the HSMs whose backups are looked for in a container, and with what right; then looks at them side by side.</summary>
public abstract class DrillCmdlet : ServiceCmdlet
{
    internal const string UriWithSas = "UriWithSas";
    internal const string UriWithIdentity = "UriWithIdentity";
    internal const string NameWithSas = "NameWithSas";
    internal const string NameWithIdentity = "NameWithIdentity";

    private readonly List<(ManagedHsmAddress Hsm, BackupSource Source)> _given = [];
    private readonly HashSet<string> _warnings = [];
    private StorageConnections? _storage;
    private Func<ManagedHsmCloud, Identity.MhsmIdentity>? _identityOf;

    /// <summary>The HSMs whose backups are tried: names or URLs. Without it the default of Connect-Mhsm.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("HsmUri", "Id", "HsmObject")]
    [HsmTransformation]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(HsmNameCompleter))]
    public string[]? HsmName { get; set; }

    /// <summary>
    /// The URI of the container, of a folder in which the backups lie, or of one backup's folder. It may carry a SAS. Without it
    /// the default container of Connect-Mhsm.
    /// </summary>
    [Parameter(ParameterSetName = UriWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = UriWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri", "BackupUri", "FolderUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    /// <summary>The storage account that has the container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StorageAccountName { get; set; }

    /// <summary>The blob container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerName", "ContainerName")]
    [ValidateNotNullOrEmpty]
    public string? BlobContainerName { get; set; }

    /// <summary>One backup's folder, which is taken in place of the newest; or a folder in which the backups lie.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Folder", "FolderToRestore")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(BackupFolderCompleter))]
    public string? BackupFolder { get; set; }

    /// <summary>A SAS token of the container, with or without the question mark.</summary>
    [Parameter(ParameterSetName = UriWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerSasToken")]
    [SecretTransformation]
    public SecureString? SasToken { get; set; }

    /// <summary>The drill HSM reads the container with its user-assigned managed identity, and this machine as who is signed in.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriWithIdentity)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity)]
    [Alias("UseUserManagedIdentity")]
    public SwitchParameter UseManagedIdentity { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _storage = new StorageConnections();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string? name in HsmName ?? [null!])
        {
            ManagedHsmAddress hsm;
            try
            {
                hsm = name is null ? Defaults.HsmOf(Session, Cloud) : Connections.Find(name);
                BackupSource source = FindSource(hsm);
                string? warning = source.ForRestore().Warning;
                if (warning is not null && _warnings.Add(warning)) WriteWarning(warning);
                if (!_given.Any(given => given.Hsm.Equals(hsm) && given.Source.Address.FolderUri == source.Address.FolderUri)) _given.Add((hsm, source));
            }
            catch (MhsmException e)
            {
                WriteError(e, Redaction.OfOptionalText(name));
                continue;
            }

            Given(hsm);
        }
    }

    /// <summary>Hears of each HSM that was given, before any call.</summary>
    private protected abstract void Given(ManagedHsmAddress hsm);

    /// <summary>Finds the backup of each HSM and reads what the HSM holds now.</summary>
    /// <param name="keyNames">The keys that are looked for; null for all.</param>
    private protected async Task<IReadOnlyList<DrillPreparation>> PrepareAsync(IReadOnlyList<string>? keyNames) =>
        await Task.WhenAll(_given.Select(given => PrepareAsync(given.Hsm, given.Source, keyNames))).ConfigureAwait(false);

    private protected void Warn(string text) => Queue.Post(cmdlet => cmdlet.WriteWarning(text));

    private protected void Tell(string text) => Queue.Post(cmdlet => cmdlet.WriteVerbose(text));

    // The keys are read also where there is no backup: they tell whether the drill HSM holds what an earlier drill has brought.
    private async Task<DrillPreparation> PrepareAsync(ManagedHsmAddress hsm, BackupSource source, IReadOnlyList<string>? keyNames)
    {
        Task<SourceKeys> reading = SourceKeys.ReadAsync(Connections.KeysOf(hsm), keyNames, StopToken);
        MhsmStoredBackup? backup = null;
        Exception? problem = null;
        try
        {
            backup = await DrillBackup.FindAsync(() => source.Open(_storage!, () => IdentityOf(source)), source.Address, hsm.Name, Warn, StopToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            problem = e;
        }

        SourceKeys keys = await reading.ConfigureAwait(false);
        if (keys.WhyUnread is not null)
        {
            Warn($"The keys of {hsm.Name} could not be read, so its backup cannot be compared with them, and the drill HSM's keys are not known to be its own. "
                + (keys.IsDenied ? "The data action keys/read/action is in the role Managed HSM Crypto Auditor." : keys.WhyUnread));
            Tell(keys.WhyUnread);
        }

        return new DrillPreparation(hsm, keys, backup is null ? null : new DrillSource(hsm, backup, source.ForRestore(backup.BackupFolder), keys), problem);
    }

    // A token that was given is for Managed HSM and opens no storage.
    private Identity.MhsmIdentity IdentityOf(BackupSource source) =>
        _identityOf!(ManagedHsmCloud.OfBlobHost(source.Address.Uri.Host) ?? ChosenCloud ?? ManagedHsmCloud.OfEnvironment());

    private BackupSource FindSource(ManagedHsmAddress hsm)
    {
        ContainerAddress container = FindContainer(hsm, out SecureString? sasOfUri);
        if (UseManagedIdentity) _identityOf ??= SessionSignIn.Choose(Session, this, accessToken: null);
        return BackupSource.Choose(InFolder(container), SasToken, sasOfUri, UseManagedIdentity);
    }

    private ContainerAddress FindContainer(ManagedHsmAddress hsm, out SecureString? sasOfUri)
    {
        sasOfUri = null;
        if (ContainerUri is not null) return ContainerUri.Parse(out sasOfUri);
        if (StorageAccountName is not null || BlobContainerName is not null)
            return ContainerAddress.FromNames(StorageAccountName, BlobContainerName, hsm.Cloud ?? ChosenCloud ?? ManagedHsmCloud.OfEnvironment());
        return Session.Defaults.Container ?? throw Defaults.ContainerMissing();
    }

    private ContainerAddress InFolder(ContainerAddress container)
    {
        if (BackupFolder is null) return container;
        string folder = BackupFolderPath.Parse(BackupFolder);
        if (container.Folder is null || container.Folder == folder) return container.WithFolder(folder);
        throw new MhsmInputException(
            MhsmErrorId.BackupFolderConflict,
            $"The URI names the folder {Redaction.OfUri(container.Folder)} and -BackupFolder {Redaction.OfUri(folder)}. Give one of the two, or the same in both.");
    }
}
