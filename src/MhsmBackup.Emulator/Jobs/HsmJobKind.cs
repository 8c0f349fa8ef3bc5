namespace MhsmBackup.Emulator.Jobs;

/// <summary>What a job does.</summary>
public enum HsmJobKind
{
    /// <summary>A full backup.</summary>
    Backup,

    /// <summary>The check that a full backup could be made.</summary>
    BackupCheck,

    /// <summary>A full restore.</summary>
    Restore,

    /// <summary>The check that a full restore could be made.</summary>
    RestoreCheck,

    /// <summary>The restore of one key.</summary>
    KeyRestore,
}
