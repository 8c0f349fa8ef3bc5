namespace MhsmBackup.Storage.Management;

/// <summary>A container as Azure Resource Manager describes it.</summary>
public sealed record ContainerSettings
{
    /// <summary>Who reads without signing in: None, Blob (single blobs) or Container (lists as well).</summary>
    public string PublicAccess { get; init; } = "None";

    /// <summary>Whether a legal hold is on it.</summary>
    public bool HasLegalHold { get; init; }

    /// <summary>Whether it has a time-based retention policy.</summary>
    public bool HasImmutabilityPolicy { get; init; }

    /// <summary>For how many days after its creation a blob cannot be deleted; null when that was not told.</summary>
    public int? ImmutabilityDays { get; init; }

    /// <summary>Whether the policy is locked, and so can only be made longer.</summary>
    public bool IsImmutabilityLocked { get; init; }

    /// <summary>Whether single versions can be immutable.</summary>
    public bool HasVersionImmutability { get; init; }
}
