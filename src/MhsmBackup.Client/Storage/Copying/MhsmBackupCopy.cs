using System.Globalization;

namespace MhsmBackup.Storage;

/// <summary>
/// A copy of a backup that is whole at its destination. It goes by property name into Start-MhsmRestore, Restore-MhsmKey,
/// Remove-MhsmBackup and Copy-MhsmBackup: ContainerUri and BackupFolder are those of the copy.
/// </summary>
public sealed record MhsmBackupCopy
{
    /// <summary>The HSM that was backed up.</summary>
    public required string HsmName { get; init; }

    /// <summary>When the backup was started, in UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>How many blobs it has.</summary>
    public required int BlobCount { get; init; }

    /// <summary>The size of all its blobs in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>How many were copied in this run.</summary>
    public required int BlobsCopied { get; init; }

    /// <summary>How many were there before and are the same.</summary>
    public required int BlobsSkipped { get; init; }

    /// <summary>How many blobs have an MD5 on both sides, and the same. All of them have the same name and size.</summary>
    public required int Md5Verified { get; init; }

    /// <summary>How long the run took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The backup that was copied, without a SAS.</summary>
    public required Uri SourceUri { get; init; }

    /// <summary>The copy's folder in its container.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>The copy's container, without a SAS.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>The copy's folder, without a SAS.</summary>
    public required Uri BackupUri { get; init; }

    /// <summary>The HSM, the time and where the copy is.</summary>
    public override string ToString() => string.Format(CultureInfo.InvariantCulture, "{0} {1:yyyy-MM-dd HH:mm:ss'Z'} in {2}", HsmName, Time, ContainerUri);
}
