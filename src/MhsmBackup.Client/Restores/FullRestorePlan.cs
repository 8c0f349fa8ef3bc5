using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Restores;

/// <summary>A full restore that is asked for, before anything of it is done.</summary>
internal sealed record FullRestorePlan
{
    /// <summary>The HSM that would be wiped and restored.</summary>
    public required ManagedHsmAddress Hsm { get; init; }

    /// <summary>The backup, and the right to read it.</summary>
    public required StorageAccess Backup { get; init; }

    /// <summary>Where a full backup of the HSM is taken first, and the right to write there; null for none.</summary>
    public StorageAccess? Safety { get; init; }

    /// <summary>Whether the backup is looked at in storage.</summary>
    public bool ChecksBackup { get; init; } = true;

    /// <summary>Whether the service checks the restore.</summary>
    public bool PreChecks { get; init; } = true;
}
