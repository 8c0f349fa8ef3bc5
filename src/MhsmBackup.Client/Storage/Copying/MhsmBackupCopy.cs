namespace MhsmBackup.Storage;

/// <summary>
/// A backup that was copied: data alone, no SAS in it. It goes by property name into Start-MhsmRestore and Restore-MhsmKey,
/// which then read the copy, also after Export-Clixml or ConvertTo-Json.
/// </summary>
public sealed record MhsmBackupCopy
{
    /// <summary>The HSM that was backed up, as the folder's name tells it.</summary>
    public required string HsmName { get; init; }

    /// <summary>When the backup was started, in UTC, as the folder's name tells it.</summary>
    public required DateTime Time { get; init; }

    /// <summary>The copy's path in its container.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>The folder that was copied, without a SAS.</summary>
    public required Uri SourceUri { get; init; }

    /// <summary>The container of the copy, without a SAS.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>The folder of the copy, without a SAS.</summary>
    public required Uri BackupUri { get; init; }

    /// <summary>How many blobs the backup has.</summary>
    public required int BlobCount { get; init; }

    /// <summary>The size of all its blobs in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>How many blobs this run has copied.</summary>
    public required int BlobsCopied { get; init; }

    /// <summary>How many blobs were there already, of the same content.</summary>
    public required int BlobsSkipped { get; init; }

    /// <summary>How long this run took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Whether the copy was compared with its source at the end, and is the same.</summary>
    public required bool Verified { get; init; }

    /// <summary>What was compared: how many names and sizes, and how many MD5 sums. Not every blob has one, and that of a blob over 256 MiB, which is copied in blocks, is the source's and proves nothing: it is not counted.</summary>
    public required string VerifiedBy { get; init; }

    /// <summary>The folder of the copy.</summary>
    public override string ToString() => BackupUri.AbsoluteUri;
}
