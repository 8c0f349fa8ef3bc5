namespace MhsmBackup.Emulator.Keys;

/// <summary>A key in soft delete. Times are unix seconds.</summary>
internal sealed record DeletedHsmKey(HsmKey Key, long DeletedDate, long ScheduledPurgeDate);
