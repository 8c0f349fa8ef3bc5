namespace MhsmBackup.Emulator.Jobs;

/// <summary>A job that ends as failed; the message is its statusDetails.</summary>
internal sealed class JobFailedException(string statusDetails) : Exception(statusDetails);
