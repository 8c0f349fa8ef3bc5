using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that names the container of a full backup.</summary>
public abstract class BackupCmdlet : StartCmdlet
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
}
