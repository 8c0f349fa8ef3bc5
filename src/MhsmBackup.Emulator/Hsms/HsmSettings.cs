namespace MhsmBackup.Emulator.Hsms;

/// <summary>What can be set for an HSM at start and while it runs.</summary>
public class HsmSettings
{
    /// <summary>Settings with their defaults.</summary>
    public HsmSettings()
    {
    }

    /// <summary>A copy of other settings.</summary>
    /// <param name="other">What to copy.</param>
    public HsmSettings(HsmSettings other)
    {
        ArgumentNullException.ThrowIfNull(other);
        JobDuration = other.JobDuration;
        RetryAfter = other.RetryAfter;
        RestoreRule = other.RestoreRule;
        RestoreRuleLength = other.RestoreRuleLength;
        TimeProvider = other.TimeProvider;
        FolderDigits = other.FolderDigits;
        FailAtOnce = other.FailAtOnce;
        NameHeldAfterPurge = other.NameHeldAfterPurge;
        RecoverableDays = other.RecoverableDays;
        RestoreModeStatus = other.RestoreModeStatus;
        AuthenticationRequired = other.AuthenticationRequired;
        TenantId = other.TenantId;
        ChallengeResource = other.ChallengeResource;
        ChallengeAuthorization = other.ChallengeAuthorization;
        Region = other.Region;
    }

    /// <summary>How long a job takes at least, in real time; <see cref="Timeout.InfiniteTimeSpan"/> holds it until it is told to finish.</summary>
    public TimeSpan JobDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The Retry-After of a start's 202, in seconds.</summary>
    public int RetryAfter { get; set; }

    /// <summary>What a full restore asks of the destination's own last full backup.</summary>
    public RestoreRule RestoreRule { get; set; } = RestoreRule.None;

    /// <summary>The length that <see cref="RestoreRule"/> speaks of.</summary>
    public TimeSpan RestoreRuleLength { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The HSM's clock: times in bodies, folder names, rules. Jobs take real time.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Digits of the time in a backup's folder: 16 as seen, 14 as documented.</summary>
    public int FolderDigits { get; set; } = 16;

    /// <summary>Whether a start that fails says so in its own 202.</summary>
    public bool FailAtOnce { get; set; }

    /// <summary>How long a purged key's name still answers 409 to a create or a restore.</summary>
    public TimeSpan NameHeldAfterPurge { get; set; } = TimeSpan.Zero;

    /// <summary>The soft-delete retention in days.</summary>
    public int RecoverableDays { get; set; } = 7;

    /// <summary>
    /// The status of a call refused because a full restore runs. 503 is the default: the HSM is away for a while and comes back;
    /// 409 can be set. The published material names neither.
    /// </summary>
    public int RestoreModeStatus { get; set; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>Whether a call needs a token. Without, every caller is allowed everything.</summary>
    public bool AuthenticationRequired { get; set; } = true;

    /// <summary>The tenant that the HSM trusts.</summary>
    public string TenantId { get; set; } = "72f988bf-0000-4000-8000-2d7cd011db47";

    /// <summary>The resource that a challenge names, when it is not to follow the request's host.</summary>
    public string? ChallengeResource { get; set; }

    /// <summary>The authority that a challenge names, when it is not to be the emulator's own login endpoint.</summary>
    public string? ChallengeAuthorization { get; set; }

    /// <summary>The value of x-ms-keyvault-region.</summary>
    public string Region { get; set; } = "local";
}
