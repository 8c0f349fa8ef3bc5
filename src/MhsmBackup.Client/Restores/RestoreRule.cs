using System.Globalization;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;

namespace MhsmBackup.Restores;

/// <summary>
/// The service's rule about the age of the destination's own last full backup. The documentation has said that it must have
/// completed within the last 30 minutes, and that it must have completed at least 30 minutes before; which one holds is not
/// known, so the service speaks and this reads what it says:
/// https://learn.microsoft.com/azure/key-vault/managed-hsm/backup-restore#full-restore.
/// </summary>
internal static class RestoreRule
{
    /// <summary>The length that the documentation names.</summary>
    public static TimeSpan Documented { get; } = TimeSpan.FromMinutes(30);

    private static readonly Regex Minutes = new(@"(?<number>\d+(?:\.\d+)?)\s*minute", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Whether the service's words speak of this rule.</summary>
    /// <param name="words">Its words, or null.</param>
    public static bool IsMeant(string? words) => words is not null && Minutes.IsMatch(words) && words.IndexOf("backup", StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether a refusal speaks of this rule: 400 or 409, never one that leaves open whether the restore was started.</summary>
    public static bool IsMeant(Exception exception) => exception is MhsmServiceException { Status: 400 or 409 or 412 } refusal && IsMeant(refusal.Error?.ToString());

    /// <summary>Whether a job failed for this rule.</summary>
    public static bool IsMeant(MhsmJob job) => job.HasEnded && !MhsmJobStatus.IsSucceeded(job.Status) && IsMeant(job.Reason);

    /// <summary>The length that the service's words name; else the documented one.</summary>
    public static TimeSpan LengthIn(string? words) =>
        words is not null && Minutes.Match(words) is { Success: true } match && double.TryParse(match.Groups["number"].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double minutes)
        && minutes <= TimeSpan.FromDays(1).TotalMinutes
            ? TimeSpan.FromMinutes(minutes)
            : Documented;

    /// <summary>The refusal in words, with the command that satisfies it.</summary>
    /// <param name="hsm">The HSM.</param>
    /// <param name="words">The service's own words.</param>
    public static MhsmException Refusal(ManagedHsmAddress hsm, string words) => new(
        MhsmErrorId.SafetyBackupNeeded,
        $"{hsm.Name} does not take the restore: {words}{Environment.NewLine}{Advice}");

    /// <summary>What satisfies the rule, whichever way round it is.</summary>
    public const string Advice =
        "The service has a rule on the age of the destination's own last full backup. Run the same command with -SafetyBackup: "
        + "it takes that backup, asks for the restore, and waits and asks again where the backup has to be older.";
}
