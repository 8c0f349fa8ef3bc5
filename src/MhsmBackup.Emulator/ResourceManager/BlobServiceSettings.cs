namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>What the blob service of a storage account keeps when blobs are changed or deleted.</summary>
public sealed class BlobServiceSettings
{
    /// <summary>Whether a blob's earlier versions are kept.</summary>
    public bool IsVersioningEnabled { get; set; }

    /// <summary>How many days deleted blobs are kept; null when they are not.</summary>
    public int? DeleteRetentionDays { get; set; }

    /// <summary>How many days deleted containers are kept; null when they are not.</summary>
    public int? ContainerDeleteRetentionDays { get; set; }

    /// <summary>Whether changes are logged.</summary>
    public bool IsChangeFeedEnabled { get; set; }

    /// <summary>How many days the log of changes is kept; null for ever.</summary>
    public int? ChangeFeedRetentionDays { get; set; }
}
