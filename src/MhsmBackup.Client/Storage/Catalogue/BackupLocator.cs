using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>Finds the backup that a container and a folder name together.</summary>
public static class BackupLocator
{
    /// <summary>The place of a backup that was named. Nothing is sent.</summary>
    /// <param name="container">The container; its address may name the folder.</param>
    /// <param name="backupFolder">The folder, or null.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.BackupFolderMissing"/>, <see cref="MhsmErrorId.BackupFolderConflict"/> or
    /// <see cref="MhsmErrorId.InvalidBackupFolder"/>.
    /// </exception>
    public static BackupPlace Locate(StorageContainer container, string? backupFolder)
    {
        string? inUri = container.Address.Folder;
        string folder = backupFolder is not null ? BackupFolderPath.Parse(backupFolder) : inUri ?? throw new MhsmInputException(
            MhsmErrorId.BackupFolderMissing,
            $"{container.Address.Uri} names a container and no backup in it. Give -BackupFolder, like mhsm-contoso-hsm-2026112316180860, or the URI of the folder.");
        if (inUri is not null && inUri != folder)
            throw new MhsmInputException(MhsmErrorId.BackupFolderConflict, $"The URI names the folder {Redaction.OfUri(inUri)} and -BackupFolder {Redaction.OfUri(folder)}. Give one of the two, or the same in both.");
        return BackupFolderName.TryParse(folder, out BackupFolderName? name) ? new BackupPlace(container, folder, name!) : throw new MhsmInputException(
            MhsmErrorId.InvalidBackupFolder,
            $"'{Redaction.OfUri(folder)}' is not named like a backup (mhsm-name-time). Give the folder's path in its container, like mhsm-contoso-hsm-2026112316180860.");
    }
}
