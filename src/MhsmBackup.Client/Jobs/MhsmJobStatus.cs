namespace MhsmBackup.Jobs;

/// <summary>The words of a job's status. The service's set is open: an unknown word is kept as it came and does not end a job.</summary>
public static class MhsmJobStatus
{
    /// <summary>The job runs.</summary>
    public const string InProgress = "InProgress";

    /// <summary>The job ended well.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>The job was ended by the service or an operator.</summary>
    public const string Canceled = "Canceled";

    /// <summary>The job ended badly; the reason is in StatusDetails or Error.</summary>
    public const string Failed = "Failed";

    /// <summary>Whether this word ends a job.</summary>
    /// <param name="status">A status as the service sent it, in any case.</param>
    public static bool IsTerminal(string? status) => IsSucceeded(status) || Is(status, Failed) || IsCanceled(status);

    /// <summary>Whether this word is a success.</summary>
    /// <param name="status">A status as the service sent it, in any case.</param>
    public static bool IsSucceeded(string? status) => Is(status, Succeeded);

    internal static bool IsCanceled(string? status) => Is(status, Canceled) || Is(status, "Cancelled");

    private static bool Is(string? status, string word) => string.Equals(status, word, StringComparison.OrdinalIgnoreCase);
}
