using System.Text.RegularExpressions;
using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;

namespace MhsmBackup.Restores;

/// <summary>
/// Restore mode: while a full restore runs, an HSM refuses every call but the one for the restore's state
/// (https://learn.microsoft.com/azure/key-vault/managed-hsm/backup-restore#full-restore). The code and the words of that refusal
/// are not published, so more than one form is taken for it.
/// </summary>
internal static class RestoreMode
{
    /// <summary>The words that users see in statuses, warnings and progress.</summary>
    public const string Name = "restore mode";

    // The refusal of a second start says "Another restore operation is in progress": that is about starts alone.
    private static readonly Regex Words = new(
        @"restore[ -]?mode|restoreInProgress|\b(being restored|(is|currently) restoring)\b|\brestor(e|ing|ation)( operation| job)?( is| still| already| currently)* in[ -]progress",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static readonly Regex SecondStart = new(@"\banother\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Whether a refusal says that the HSM is in restore mode.</summary>
    /// <param name="status">The HTTP status of the answer.</param>
    /// <param name="error">The error in its body, or null.</param>
    public static bool IsMeant(int status, MhsmServiceError? error) =>
        status is 400 or 403 or 409 or 423 or >= 500 && error is not null && error.Chain().Any(e => Says(e.Code) || Says(e.Message));

    /// <summary>Whether an answer is a refusal that says so.</summary>
    public static bool IsSaidBy(Response response) =>
        response.Status >= 400 && response.ContentStream is MemoryStream && IsMeant(response.Status, RefusalBody.Parse(response.Content));

    /// <summary>Whether an error says so.</summary>
    public static bool IsMeant(Exception exception) => exception is MhsmServiceException { ErrorId: MhsmErrorId.RestoreInProgress };

    /// <summary>A job whose state the HSM does not tell while it is restored, as it is known.</summary>
    public static MhsmJob Show(MhsmJob job) =>
        job.WithDetails($"{Name}: a full restore runs on {job.HsmName}, which until its end tells the state of no other job. The status is the last one known.");

    /// <summary>What restore mode is, for who waits for another job.</summary>
    public static string Explain(MhsmJob job) => $"{job.HsmName} is in {Name}: a full restore runs there, and until it ends the HSM does not tell the state of job {job.JobId}.";

    private static bool Says(string? text) => text is not null && Words.IsMatch(text) && !SecondStart.IsMatch(text);
}
