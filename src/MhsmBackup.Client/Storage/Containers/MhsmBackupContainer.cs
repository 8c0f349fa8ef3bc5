namespace MhsmBackup.Storage;

/// <summary>A container that backups go to, and what protects it, as far as storage itself tells. Data alone, no SAS in it.</summary>
public sealed record MhsmBackupContainer
{
    /// <summary>The container.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>Whether it was made now; false: it was there, and was not changed.</summary>
    public bool Created { get; init; }

    /// <summary>What anybody may read without a sign-in: None, Blob or Container.</summary>
    public required string PublicAccess { get; init; }

    /// <summary>Whether a time-based retention policy of the container keeps its blobs; null when storage does not tell.</summary>
    public bool? HasImmutabilityPolicy { get; init; }

    /// <summary>Whether a legal hold of the container keeps its blobs; null when storage does not tell.</summary>
    public bool? HasLegalHold { get; init; }

    /// <summary>Whether single versions of its blobs can have retention policies and legal holds.</summary>
    public bool IsVersioningWithImmutability { get; init; }

    /// <summary>How many days the account keeps a blob after it was deleted; 0 for not at all; null when it could not be read.</summary>
    public int? SoftDeleteDays { get; init; }

    /// <summary>When the container was last changed, in UTC; its blobs do not count.</summary>
    public DateTime LastModified { get; init; }

    /// <summary>Its address.</summary>
    public override string ToString() => ContainerUri.AbsoluteUri;
}
