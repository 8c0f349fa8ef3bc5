namespace MhsmBackup.Storage.Management;

/// <summary>What an account's blob service keeps of blobs that are overwritten or deleted.</summary>
public sealed record BlobServiceSettings
{
    /// <summary>Whether an overwritten blob stays as a version.</summary>
    public bool IsVersioned { get; init; }

    /// <summary>How many days a deleted blob can be brought back; null when it cannot.</summary>
    public int? BlobRetentionDays { get; init; }

    /// <summary>How many days a deleted container can be brought back; null when it cannot.</summary>
    public int? ContainerRetentionDays { get; init; }
}
