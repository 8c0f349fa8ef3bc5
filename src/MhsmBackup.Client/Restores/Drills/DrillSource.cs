using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Restores.Drills;

/// <summary>One HSM of a drill, ready to be restored.</summary>
/// <param name="Hsm">The HSM that was backed up.</param>
/// <param name="Backup">Its backup.</param>
/// <param name="Storage">The backup's folder, and the right of the drill HSM to read it.</param>
/// <param name="Keys">What it holds now.</param>
internal sealed record DrillSource(ManagedHsmAddress Hsm, MhsmStoredBackup Backup, StorageAccess Storage, SourceKeys Keys);
