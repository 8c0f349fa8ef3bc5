using System.Globalization;

namespace MhsmBackup.Storage;

/// <summary>What is planned for one backup, and why. It goes by property name into Remove-MhsmBackup.</summary>
public sealed record MhsmRemovalPlan
{
    /// <summary>The HSM that was backed up.</summary>
    public required string HsmName { get; init; }

    /// <summary>When the backup was started, in UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Keep or Remove.</summary>
    public required MhsmRemovalAction Action { get; init; }

    /// <summary>Why, in words: <c>KeepDaily 3 of 7 (2026-11-20)</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The size of its blobs in bytes; null when it is not known.</summary>
    public long? Size { get; init; }

    /// <summary>The folder's path in its container.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>The container, without a SAS.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>The plan in words.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1} {2:yyyy-MM-dd HH:mm:ss'Z'}: {3}", Action, HsmName, Time, Reason);

    internal static MhsmRemovalPlan Of(MhsmStoredBackup backup, MhsmRemovalAction action, string reason) => new()
    {
        HsmName = backup.HsmName,
        Time = backup.Time,
        Action = action,
        Reason = reason,
        Size = backup.Size,
        BackupFolder = backup.BackupFolder,
        ContainerUri = backup.ContainerUri,
    };
}
