namespace MhsmBackup.Emulator.Backups;

/// <summary>The folder holds no backup that this HSM can read.</summary>
internal sealed class InvalidBackupException() : Exception("Invalid backup provided");
