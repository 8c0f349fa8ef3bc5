namespace MhsmBackup.Storage;

/// <summary>What a SAS token is to be used for, and so which permissions it needs.</summary>
public enum SasPurpose
{
    /// <summary>A backup writes: create, read, delete, write (<c>crdw</c>).</summary>
    Backup,

    /// <summary>A restore reads: read, list (<c>rl</c>).</summary>
    Restore,
}
