using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Restores.Keys;

/// <summary>A key that is asked for, before anything of it is done.</summary>
/// <param name="Hsm">The HSM.</param>
/// <param name="KeyName">The key.</param>
/// <param name="Backup">The backup, and the right to read it; null to recover the key instead.</param>
internal sealed record KeyRestorePlan(ManagedHsmAddress Hsm, string KeyName, StorageAccess? Backup)
{
    /// <summary>Whether a soft-deleted key may be purged first.</summary>
    public bool MayPurge { get; init; }

    /// <summary>The key's address, for people.</summary>
    public string Target => $"{Hsm.Uri}keys/{KeyName}";
}
