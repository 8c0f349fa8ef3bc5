namespace MhsmBackup.Emulator.Backups;

/// <summary>The container cannot be reached with the credential given; the message is the job's statusDetails.</summary>
internal sealed class StorageUnavailableException(string statusDetails) : Exception(statusDetails);
