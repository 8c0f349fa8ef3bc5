using System.Globalization;

namespace MhsmBackup.Restores;

/// <summary>
/// What a restore drill of one HSM has shown: data alone, no SAS in it. It survives Export-Clixml and ConvertTo-Json.
/// </summary>
public sealed record MhsmRestoreDrill
{
    /// <summary>The HSM whose backup was restored.</summary>
    public required string HsmName { get; init; }

    /// <summary>The name of the drill HSM that it was restored into.</summary>
    public required string DestinationHsm { get; init; }

    /// <summary>
    /// True: restored, and every key that was expected is there and the same. False: not restored, or keys are missing or
    /// different. Null: not known, because the end of the restore was not seen or the keys could not be compared.
    /// </summary>
    public bool? Succeeded { get; init; }

    /// <summary>The backup's folder in its container; null when no backup was found.</summary>
    public string? BackupFolder { get; init; }

    /// <summary>The backup's folder as a URI, without a SAS; null when no backup was found.</summary>
    public Uri? BackupUri { get; init; }

    /// <summary>When the backup was started, in UTC; null when no backup was found.</summary>
    public DateTime? BackupTime { get; init; }

    /// <summary>How old the backup was when the drill began; null when no backup was found.</summary>
    public TimeSpan? BackupAge { get; init; }

    /// <summary>The job of the restore on the drill HSM; null when none was started.</summary>
    public string? JobId { get; init; }

    /// <summary>When the drill of this HSM began, in UTC, by this machine's clock.</summary>
    public required DateTime StartTime { get; init; }

    /// <summary>When it ended, in UTC, by this machine's clock.</summary>
    public DateTime EndTime { get; init; }

    /// <summary>How long the drill of this HSM took in all.</summary>
    public TimeSpan Duration => EndTime - StartTime;

    /// <summary>How long the restore took, as the service tells it; null when its end was not seen.</summary>
    public TimeSpan? RestoreDuration { get; init; }

    /// <summary>How long the comparing of the keys took; null when there was none.</summary>
    public TimeSpan? VerifyDuration { get; init; }

    /// <summary>How many keys the backup had to hold; null when they were not looked for.</summary>
    public int? KeysExpected { get; init; }

    /// <summary>How many of these are there with all versions and are the same; null when they were not looked for.</summary>
    public int? KeysFound { get; init; }

    /// <summary>What is not there: <c>name</c> for a key, <c>name/version</c> for a version of a key that is.</summary>
    public IReadOnlyList<string> MissingKeys { get; init; } = [];

    /// <summary>The versions whose public part is another one than at the source: <c>name/version</c>.</summary>
    public IReadOnlyList<string> DifferentKeys { get; init; } = [];

    /// <summary>How many keys at the source are newer than the backup, or have a version that is: they cannot be in it.</summary>
    public int? NewerThanBackup { get; init; }

    /// <summary>What went wrong or could not be done, in the words of who said it; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>The drill in words.</summary>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture,
        "{0} into {1}, {2}: {3}",
        HsmName,
        DestinationHsm,
        BackupTime is DateTime time ? string.Format(CultureInfo.InvariantCulture, "backup of {0:yyyy-MM-dd HH:mm:ss'Z'}", time) : "no backup",
        Succeeded switch { true => "succeeded", false => "failed", null => "not verified" });
}
