namespace MhsmBackup.Storage.Catalogue;

/// <summary>A folder that is named like a backup, in its container.</summary>
/// <param name="Container">The container, and the right to it.</param>
/// <param name="Folder">The folder's path in it.</param>
/// <param name="Name">What its name says.</param>
public sealed record BackupPlace(Connection.StorageContainer Container, string Folder, BackupFolderName Name);
