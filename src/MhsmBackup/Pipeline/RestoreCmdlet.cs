using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that restores from a backup's folder.</summary>
public abstract class RestoreCmdlet : StartCmdlet
{
    /// <summary>
    /// The URI of the container, with -BackupFolder, or of the backup's folder itself: the BackupUri of a backup's job. It may
    /// carry a SAS. Without it the default container of Connect-Mhsm.
    /// </summary>
    [Parameter(ParameterSetName = UriWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = UriWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri", "BackupUri", "FolderUri")]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument? ContainerUri { get; set; }

    /// <summary>The backup's folder in the container, for example mhsm-contoso-hsm-2026112316180860; it may be nested.</summary>
    [Parameter(ParameterSetName = UriWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = UriWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithSas, ValueFromPipelineByPropertyName = true)]
    [Parameter(Mandatory = true, ParameterSetName = NameWithIdentity, ValueFromPipelineByPropertyName = true)]
    [Alias("Folder", "FolderToRestore")]
    [ArgumentCompleter(typeof(BackupFolderCompleter))]
    public string? BackupFolder { get; set; }

    private protected override ContainerUriArgument? ContainerArgument => ContainerUri;

    private protected override SasPurpose Purpose => SasPurpose.Restore;

    /// <summary>The backup in words: its folder, whose it is and when it was taken, as far as the name tells.</summary>
    private protected static string Describe(StorageAccess storage) =>
        BackupFolderName.TryParse(storage.Container.Folder, out BackupFolderName? name)
            ? string.Format(CultureInfo.InvariantCulture, "{0} (of {1}, taken {2:yyyy-MM-dd HH:mm:ss'Z'})", storage.Container.FolderUri, name!.HsmName, name.Time)
            : storage.Container.FolderUri.AbsoluteUri;

    private protected override ContainerAddress FindFolder(ContainerAddress container)
    {
        if (BackupFolder is null)
        {
            return container.Folder is not null ? container : throw new MhsmInputException(
                MhsmErrorId.BackupFolderMissing,
                $"{container.Uri} names a container and no folder in it. Give -BackupFolder, like mhsm-contoso-hsm-2026112316180860, or the URI of the folder.");
        }

        string folder = BackupFolderPath.Parse(BackupFolder);
        if (container.Folder is not null && container.Folder != folder)
        {
            throw new MhsmInputException(
                MhsmErrorId.BackupFolderConflict,
                $"The URI names the folder {Redaction.OfUri(container.Folder)} and -BackupFolder {Redaction.OfUri(folder)}. Give one of the two, or the same in both.");
        }

        if (!BackupFolderName.TryParse(folder, out _)) WriteVerbose($"{Redaction.OfUri(folder)} is not named like a backup (mhsm-name-time); the service decides what it holds.");
        return container.WithFolder(folder);
    }
}
