using MhsmBackup.Storage;

namespace MhsmBackup.Restores;

/// <summary>What is known before a full restore is asked for. Nothing was changed to find it.</summary>
internal sealed class RestoreFindings
{
    /// <summary>What storage showed of the backup; null when it was not looked at.</summary>
    public BackupSight? Sight { get; set; }

    /// <summary>A full backup of the destination that is young enough to serve as the safety backup; null for none.</summary>
    public MhsmStoredBackup? SafetyBackup { get; set; }

    /// <summary>What the user must know before the answer.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>What was not done, and why.</summary>
    public List<string> Notes { get; } = [];
}
