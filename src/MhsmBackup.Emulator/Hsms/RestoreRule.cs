namespace MhsmBackup.Emulator.Hsms;

/// <summary>What a full restore asks of the age of the destination's own last full backup; the documentation has said both.</summary>
public enum RestoreRule
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The last full backup completed within the last 30 minutes.</summary>
    BackupWithin30Minutes,

    /// <summary>The last full backup completed at least 30 minutes ago.</summary>
    BackupAtLeast30MinutesOld,
}
