using MhsmBackup.Storage;

namespace MhsmBackup.Restores;

/// <summary>What this machine saw of a backup in storage before a restore.</summary>
public sealed record BackupSight
{
    /// <summary>The backup; null when it could not be looked at, or when its folder is not named like one.</summary>
    public MhsmStoredBackup? Backup { get; init; }

    /// <summary>The newest backup of the same HSM in the same place, when it is newer; only its name was read.</summary>
    public MhsmStoredBackup? Newer { get; init; }

    /// <summary>Why nothing was seen, in the words of who refused; null when it was.</summary>
    public string? WhyNotSeen { get; init; }
}
