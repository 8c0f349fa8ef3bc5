using System.Management.Automation;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Copying;

namespace MhsmBackup.Cmdlets;

/// <summary>Copies backups into another container, account or region; the storage service moves the bytes.</summary>
[Cmdlet(VerbsCommon.Copy, "MhsmBackup", DefaultParameterSetName = UriToUri, SupportsShouldProcess = true)]
[OutputType(typeof(MhsmBackupCopy))]
public sealed class CopyMhsmBackupCommand : StorageCmdlet
{
    private const string UriToUri = "UriToUri";
    private const string UriToName = "UriToName";

    private readonly List<Task> _copies = [];
    private CopyRunner? _runner;

    /// <summary>The URI of a backup's folder, or of its container with -BackupFolder; it may carry a SAS. Without it the default container of Connect-Mhsm.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri", "BackupUri", "FolderUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    /// <summary>The backup's folder in the container, for example mhsm-contoso-hsm-2026112316180860; it may be nested.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Folder")]
    [ArgumentCompleter(typeof(BackupFolderCompleter))]
    public string? BackupFolder { get; set; }

    /// <summary>The URI of the container that the copy goes to, or of a folder in it; it may carry a SAS.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = UriToUri)]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? DestinationContainerUri { get; set; }

    /// <summary>The storage account that the copy goes to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriToName)]
    [ValidateNotNullOrEmpty]
    public string? DestinationStorageAccountName { get; set; }

    /// <summary>The blob container that the copy goes to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UriToName)]
    [Alias("DestinationContainerName")]
    [ValidateNotNullOrEmpty]
    public string? DestinationBlobContainerName { get; set; }

    /// <summary>A SAS token of the destination, with or without the question mark.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? DestinationSasToken { get; set; }

    /// <summary>A key of the destination's storage account.</summary>
    [Parameter]
    [Alias("DestinationAccountKey")]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? DestinationStorageAccountKey { get; set; }

    /// <summary>Overwrites other content under the same names, and copies a partial backup as it is.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _runner = new CopyRunner(Queue, HostConsole.IsWatched(Host), StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            BackupPlace place = BackupLocator.Locate(Open(ContainerUri, accountName: null, containerName: null), BackupFolder);
            var progress = new CopyProgress();
            var copier = new BackupCopier(place, OpenDestination(), Force, progress);
            copier.Check();
            if (ShouldProcess(copier.SourceUri.AbsoluteUri, $"Copy to {copier.DestinationUri}"))
                _copies.Add(Task.Run(() => _runner!.RunAsync(copier, progress)));
        }
        catch (MhsmException e)
        {
            WriteError(e, ContainerUri?.ToString() ?? BackupFolder);
        }

        Queue.Drain(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Await(Task.WhenAll(_copies));

    private protected override void TellOfStop()
    {
        IReadOnlyList<string> unfinished = _runner?.Unfinished() ?? [];
        if (unfinished.Count > 0) TellAfterStop($"Not copied to the end: {string.Join("; ", unfinished)}. Run Copy-MhsmBackup again: it goes on from there.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _runner?.Dispose();
        base.Dispose(disposing);
    }

    private StorageContainer OpenDestination()
    {
        if (DestinationContainerUri is null)
            return Open(ContainerAddress.FromNames(DestinationStorageAccountName, DestinationBlobContainerName, ChosenCloud), new StorageRight(DestinationSasToken, DestinationStorageAccountKey, "Destination"));
        ContainerAddress address = DestinationContainerUri.Parse(out SecureString? sas);
        return Open(address, new StorageRight(DestinationSasToken, DestinationStorageAccountKey, "Destination") { SasOfUri = sas });
    }
}
