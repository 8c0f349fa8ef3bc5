using System.Globalization;

namespace MhsmBackup.Storage;

/// <summary>What became of the removal of one backup.</summary>
public sealed record MhsmRemoval
{
    /// <summary>The HSM that was backed up.</summary>
    public required string HsmName { get; init; }

    /// <summary>When the backup was started, in UTC.</summary>
    public required DateTime Time { get; init; }

    /// <summary>Whether nothing of it is left to be listed.</summary>
    public required bool Removed { get; init; }

    /// <summary>How many of its blobs were deleted; one that was gone already is not counted.</summary>
    public required int BlobsRemoved { get; init; }

    /// <summary>The size of the blobs that were deleted, in bytes.</summary>
    public required long BytesRemoved { get; init; }

    /// <summary>The blobs that could not be deleted, and why.</summary>
    public IReadOnlyList<MhsmRemovalFailure> Failures { get; init; } = [];

    /// <summary>The folder's path in its container.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>The container, without a SAS.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>The result in words.</summary>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} {1:yyyy-MM-dd HH:mm:ss'Z'}: {2}, {3} blobs deleted{4}",
        HsmName,
        Time,
        Removed ? "removed" : "not removed",
        BlobsRemoved,
        Failures.Count == 0 ? string.Empty : $", {Failures.Count} not");
}
