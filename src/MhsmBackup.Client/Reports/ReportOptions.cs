using MhsmBackup.Restores;

namespace MhsmBackup.Reports;

/// <summary>What a report is made with.</summary>
public sealed record ReportOptions
{
    /// <summary>The report's title.</summary>
    public string Title { get; init; } = "Managed HSM backups";

    /// <summary>The recovery point objective: how old the last good backup may be.</summary>
    public TimeSpan Objective { get; init; } = TimeSpan.FromDays(1);

    /// <summary>When it is made, in UTC: ages are told at this time.</summary>
    public DateTime UtcNow { get; init; } = DateTime.UtcNow;

    /// <summary>Who makes it; null when nobody is known.</summary>
    public string? Author { get; init; }

    /// <summary>Results of restore drills; the last one of each HSM is shown.</summary>
    public IReadOnlyList<MhsmRestoreDrill> Drills { get; init; } = [];
}
