using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Pipeline;
using MhsmBackup.Secrets;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Copying;

namespace MhsmBackup.Cmdlets;

/// <summary>Copies backups to another container, account or region. Their blobs pass from storage to storage, not through this machine.</summary>
[Cmdlet(VerbsCommon.Copy, "MhsmBackup", DefaultParameterSetName = ToUri, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(MhsmBackupCopy))]
public sealed class CopyMhsmBackupCommand : StorageCmdlet
{
    private const string ToUri = "ToUri";
    private const string ToName = "ToName";

    private readonly List<Task> _copies = [];
    private readonly HeldErrors _errors = new();
    private readonly ConcurrentQueue<CopyProgress> _begun = [];
    private BackupCopier? _copier;
    private CopyBars? _bars;
    private int _ended;

    /// <summary>The container of the backup, with -BackupFolder, or the folder itself. It may carry a SAS. Without it the default container of Connect-Mhsm.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri", "BackupUri", "FolderUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    /// <summary>The backup's folder in its container; it may be nested.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Folder")]
    [ArgumentCompleter(typeof(BackupFolderCompleter))]
    public string? BackupFolder { get; set; }

    /// <summary>The container to copy to; a folder in it is where the copy is nested. It may carry a SAS.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToUri)]
    [Alias("Destination")]
    [ValidateNotNull]
    public ContainerUriArgument? DestinationContainerUri { get; set; }

    /// <summary>The storage account to copy to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToName)]
    [ValidateNotNullOrEmpty]
    public string? DestinationStorageAccountName { get; set; }

    /// <summary>The container to copy to.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ToName)]
    [ValidateNotNullOrEmpty]
    public string? DestinationContainerName { get; set; }

    /// <summary>A SAS token of the destination.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? DestinationSasToken { get; set; }

    /// <summary>A key of the destination's storage account.</summary>
    [Parameter]
    [ValidateNotNull]
    [SecretTransformation]
    public SecureString? DestinationStorageAccountKey { get; set; }

    /// <summary>Overwrites blobs of another content, and copies a backup that is not complete.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _copier = new BackupCopier { IsForced = Force };
        _bars = new CopyBars(Queue, HostConsole.IsWatched(Host));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            BackupPlace place = BackupLocator.Locate(Open(ContainerUri, accountName: null, containerName: null), BackupFolder);
            StorageContainer destination = OpenDestination();
            string folder = destination.Address.Folder is string nest ? $"{nest}/{place.Name.Text}" : place.Name.Text;
            CopyTarget.Check(place, destination.Address, folder);
            CopySas.CheckSource(place.Container);
            CopySas.CheckDestination(destination, Force);
            Uri source = place.Container.Address.At(place.Folder);
            if (ShouldProcess(source.AbsoluteUri, $"Copy to {destination.Address.At(folder)}")) Begin(place, destination, folder, source);
        }
        catch (MhsmException e)
        {
            string? target = BackupFolder is null ? ContainerUri?.ToString() : Redaction.OfUri(BackupFolder);
            // Where errors end the pipeline, this one would cancel the copies that run.
            if (_copies.Count == 0) WriteError(e, target);
            else _errors.Add(ErrorRecords.From(e, target));
        }

        Queue.Drain(this);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Await(Task.WhenAll(_copies));
        _errors.WriteTo(this, StopsAtErrors);
    }

    private protected override void TellOfStop()
    {
        _errors.TellTo(TellAfterStop);
        int open = _begun.Count - Volatile.Read(ref _ended);
        if (open <= 0) return;
        TellAfterStop($"{open} of {_begun.Count} copies were not finished. The {_begun.Sum(copy => copy.Copied)} blobs that were copied stay, nothing runs on, and the same command copies the rest. Until then Get-MhsmBackup shows the copies as Partial.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _bars?.Dispose();
        // The copier is left to the collector: work that a stop ends may still give its places back.
        base.Dispose(disposing);
    }

    private StorageContainer OpenDestination()
    {
        SecureString? sasOfUri = null;
        ContainerAddress address = DestinationContainerUri is not null
            ? DestinationContainerUri.Parse(out sasOfUri)
            : ContainerAddress.FromNames(DestinationStorageAccountName, DestinationContainerName, ChosenCloud);
        return Open(address, new StorageRight(DestinationSasToken, DestinationStorageAccountKey, "Destination") { SasOfUri = sasOfUri });
    }

    private void Begin(BackupPlace place, StorageContainer destination, string folder, Uri source)
    {
        var progress = new CopyProgress();
        _begun.Enqueue(progress);
        _bars!.Add(progress, $"Copying {place.Name.Text}");
        _copies.Add(Task.Run(() => CopyAsync(place, destination, folder, source, progress)));
    }

    private async Task CopyAsync(BackupPlace place, StorageContainer destination, string folder, Uri source, CopyProgress progress)
    {
        try
        {
            MhsmBackupCopy copy = await _copier!.CopyAsync(place, destination, folder, progress, StopToken).ConfigureAwait(false);
            Interlocked.Increment(ref _ended);
            _bars!.Remove(progress);
            Queue.Post(cmdlet => cmdlet.WriteObject(copy));
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _ended);
            _bars!.Remove(progress);
            _errors.Add(ErrorRecords.From(e, source));
        }
    }
}
