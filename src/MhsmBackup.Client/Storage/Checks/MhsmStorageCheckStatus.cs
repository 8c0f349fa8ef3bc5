namespace MhsmBackup.Storage;

/// <summary>What a check came to.</summary>
public enum MhsmStorageCheckStatus
{
    /// <summary>Nothing speaks against it.</summary>
    Pass,

    /// <summary>Backups can be made, and something endangers them or what is done with them later.</summary>
    Warning,

    /// <summary>A backup or a restore cannot work like this, or everybody can read the backups.</summary>
    Fail,

    /// <summary>It was not looked at, or could not be: the finding says why.</summary>
    NotRead,
}
