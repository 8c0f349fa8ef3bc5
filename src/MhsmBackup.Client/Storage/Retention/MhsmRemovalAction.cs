namespace MhsmBackup.Storage;

/// <summary>What a plan does with a backup.</summary>
public enum MhsmRemovalAction
{
    /// <summary>It stays.</summary>
    Keep,

    /// <summary>It is removed.</summary>
    Remove,
}
