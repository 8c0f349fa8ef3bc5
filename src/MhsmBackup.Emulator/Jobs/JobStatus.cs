namespace MhsmBackup.Emulator.Jobs;

/// <summary>The words of a job's status.</summary>
internal static class JobStatus
{
    internal const string InProgress = "InProgress";
    internal const string Succeeded = "Succeeded";
    internal const string Canceled = "Canceled";
    internal const string Failed = "Failed";

    internal static bool IsTerminal(string status) =>
        new[] { Succeeded, Canceled, Failed }.Contains(status, StringComparer.OrdinalIgnoreCase);
}
