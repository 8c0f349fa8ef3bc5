using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Storage.Removal;

/// <summary>A backup and what is planned for it.</summary>
/// <param name="Place">Where it is.</param>
/// <param name="Plan">The plan.</param>
internal sealed record PlannedRemoval(BackupPlace Place, MhsmRemovalPlan Plan);
