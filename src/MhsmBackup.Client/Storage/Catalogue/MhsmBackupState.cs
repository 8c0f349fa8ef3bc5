namespace MhsmBackup.Storage;

/// <summary>What is known of a backup's blobs.</summary>
public enum MhsmBackupState
{
    /// <summary>Only the folder's name was read, or not all of its blobs.</summary>
    Unchecked,

    /// <summary>
    /// Nothing speaks against it: it has blobs, all of them are written to their end, and none that it names is missing.
    /// Whether it can be restored only the service can say (Test-MhsmRestore), and whether it has ended only its job.
    /// </summary>
    Complete,

    /// <summary>Some of its blobs are missing or not written to their end; <see cref="MhsmStoredBackup.Problems"/> says which.</summary>
    Partial,
}
