namespace MhsmBackup.Emulator.Jobs;

/// <summary>What a job's work has come to: the address of a backup, and what changes the HSM at the job's end.</summary>
internal sealed record JobOutcome(string? BackupUri = null, Action? Apply = null);
