using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>Starts a full backup of each HSM and returns its job at once.</summary>
[Cmdlet(VerbsLifecycle.Start, "MhsmBackup", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true)]
[OutputType(typeof(MhsmJob))]
public sealed class StartMhsmBackupCommand : StartCmdlet
{
    /// <summary>The URI of the container that the backup goes to; it may carry a SAS. Without it the default of Connect-Mhsm.</summary>
    [Parameter(ParameterSetName = UriWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = UriWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    private protected override ContainerUriArgument? ContainerArgument => ContainerUri;

    private protected override SasPurpose Purpose => SasPurpose.Backup;

    private protected override ContainerAddress FindFolder(ContainerAddress container) =>
        BackupFolderName.TryParse(container.Folder, out _)
            ? throw new MhsmInputException(
                MhsmErrorId.InvalidContainerUri,
                $"{container} is a backup already. Give the container: the service makes a folder of its own for every backup.")
            : container;

    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage)
    {
        if (ShouldProcess(hsm.Uri.AbsoluteUri, $"Start a full backup into {storage.Container}"))
            Launch(hsm, client => client.StartBackupAsync(storage));
    }
}
