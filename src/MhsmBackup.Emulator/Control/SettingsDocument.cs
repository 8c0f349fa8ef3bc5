using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.Control;

/// <summary>An HSM's settings as JSON: shown whole, changed by the members that are sent.</summary>
internal sealed record SettingsDocument
{
    public double? JobSeconds { get; init; }

    public int? RetryAfter { get; init; }

    public RestoreRule? RestoreRule { get; init; }

    public double? RestoreRuleMinutes { get; init; }

    /// <summary>Moves the HSM's clock away from the machine's.</summary>
    public double? ClockOffsetMinutes { get; init; }

    public int? FolderDigits { get; init; }

    public bool? FailAtOnce { get; init; }

    public double? NameHeldSeconds { get; init; }

    public int? RecoverableDays { get; init; }

    public int? RestoreModeStatus { get; init; }

    public bool? AuthenticationRequired { get; init; }

    public string? TenantId { get; init; }

    public string? ChallengeResource { get; init; }

    internal static SettingsDocument Of(HsmSettings settings) => new()
    {
        JobSeconds = settings.JobDuration.TotalSeconds,
        RetryAfter = settings.RetryAfter,
        RestoreRule = settings.RestoreRule,
        RestoreRuleMinutes = settings.RestoreRuleLength.TotalMinutes,
        ClockOffsetMinutes = Math.Round((settings.TimeProvider.GetUtcNow() - DateTimeOffset.UtcNow).TotalMinutes, 2),
        FolderDigits = settings.FolderDigits,
        FailAtOnce = settings.FailAtOnce,
        NameHeldSeconds = settings.NameHeldAfterPurge.TotalSeconds,
        RecoverableDays = settings.RecoverableDays,
        RestoreModeStatus = settings.RestoreModeStatus,
        AuthenticationRequired = settings.AuthenticationRequired,
        TenantId = settings.TenantId,
        ChallengeResource = settings.ChallengeResource,
    };

    internal void ApplyTo(HsmSettings settings)
    {
        settings.JobDuration = JobSeconds is { } job ? TimeSpan.FromSeconds(job) : settings.JobDuration;
        settings.RetryAfter = RetryAfter ?? settings.RetryAfter;
        settings.RestoreRule = RestoreRule ?? settings.RestoreRule;
        settings.RestoreRuleLength = RestoreRuleMinutes is { } rule ? TimeSpan.FromMinutes(rule) : settings.RestoreRuleLength;
        settings.TimeProvider = ClockOffsetMinutes is { } offset ? new ShiftedClock(TimeSpan.FromMinutes(offset)) : settings.TimeProvider;
        settings.FolderDigits = FolderDigits ?? settings.FolderDigits;
        settings.FailAtOnce = FailAtOnce ?? settings.FailAtOnce;
        settings.NameHeldAfterPurge = NameHeldSeconds is { } held ? TimeSpan.FromSeconds(held) : settings.NameHeldAfterPurge;
        settings.RecoverableDays = RecoverableDays ?? settings.RecoverableDays;
        settings.RestoreModeStatus = RestoreModeStatus ?? settings.RestoreModeStatus;
        settings.AuthenticationRequired = AuthenticationRequired ?? settings.AuthenticationRequired;
        settings.TenantId = TenantId ?? settings.TenantId;
        settings.ChallengeResource = ChallengeResource is { Length: 0 } ? null : ChallengeResource ?? settings.ChallengeResource;
    }

    private sealed class ShiftedClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }
}
