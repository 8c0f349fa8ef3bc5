using System.Globalization;

namespace MhsmBackup.Storage;

/// <summary>
/// A backup as it lies in its container: data alone, no SAS in it. It goes by property name into Start-MhsmRestore,
/// Restore-MhsmKey, Remove-MhsmBackup and Copy-MhsmBackup, also after Export-Clixml or ConvertTo-Json.
/// </summary>
public sealed record MhsmStoredBackup
{
    /// <summary>The HSM that was backed up, as the folder's name tells it.</summary>
    public required string HsmName { get; init; }

    /// <summary>When the backup was started, in UTC, as the folder's name tells it.</summary>
    public required DateTime Time { get; init; }

    /// <summary>How old it was when it was listed.</summary>
    public required TimeSpan Age { get; init; }

    /// <summary>Whether it is whole, as far as its blobs tell.</summary>
    public MhsmBackupState State { get; init; }

    /// <summary>Whether it is whole; null when only its name was read.</summary>
    public bool? IsComplete => State == MhsmBackupState.Unchecked ? null : State == MhsmBackupState.Complete;

    /// <summary>What is missing or unfinished, in words; empty for a complete backup.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>How many blobs it has; null when they were not counted.</summary>
    public int? BlobCount { get; init; }

    /// <summary>The size of all its blobs in bytes; null when they were not counted.</summary>
    public long? Size { get; init; }

    /// <summary>When the last of its blobs was written, in UTC; null when they were not looked at.</summary>
    public DateTime? LastModified { get; init; }

    /// <summary>
    /// Until when a blob of it cannot be deleted, in UTC: the latest end of a time-based retention policy. Null for none, and
    /// when it was not looked at; a policy of the container shows in Test-MhsmBackupStorage alone.
    /// </summary>
    public DateTime? ImmutableUntil { get; init; }

    /// <summary>Whether a blob of it is under a legal hold; null when it was not looked at.</summary>
    public bool? HasLegalHold { get; init; }

    /// <summary>Whether a removal of it has begun and not ended.</summary>
    internal bool IsBeingRemoved { get; init; }

    /// <summary>The folder's path in its container.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>The container, without a SAS.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>The folder, without a SAS.</summary>
    public required Uri BackupUri { get; init; }

    /// <summary>
    /// Whether its time is more than a day ahead: no clock is so wrong, so it is a folder that somebody has named. It would be the
    /// newest one for good, and counts for nothing.
    /// </summary>
    internal bool IsInFuture(DateTime utcNow) => Time > LatestTime(utcNow);

    /// <summary>The latest time that a backup is believed to have: clocks differ, and not by more than a day.</summary>
    internal static DateTime LatestTime(DateTime utcNow) => utcNow.AddDays(1);

    /// <summary>The HSM and the time.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1:yyyy-MM-dd HH:mm:ss'Z'}", HsmName, Time);
}
