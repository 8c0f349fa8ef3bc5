using System.Globalization;

namespace MhsmBackup.Storage.Retention;

/// <summary>Applies a policy to the backups of one HSM in one container. Nothing is read or written.</summary>
/// <remarks>
/// As in restic and borg: newest first, the newest backup of each period that has one is kept, a period without a backup does
/// not count, and the oldest backup of all is kept while a rule has kept fewer than it may. As in restic, and not in borg: each rule
/// counts for itself, so KeepMonthly 12 reaches back 12 months whatever KeepDaily keeps. Other than in both: days are those
/// of UTC, so that every machine makes the same plan; ages are counted from now; the newest complete backup always stays, and one whose time is in
/// the future is not it.
/// </remarks>
public static class RetentionPlan
{
    /// <summary>Plans.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="backups">The backups of one HSM in one container, in any order.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <returns>One item for each backup, the newest first.</returns>
    public static IReadOnlyList<MhsmRemovalPlan> For(RetentionPolicy policy, IEnumerable<MhsmStoredBackup> backups, DateTime utcNow)
    {
        MhsmStoredBackup[] newestFirst = [.. backups.OrderByDescending(backup => backup.Time).ThenByDescending(backup => backup.BackupFolder, StringComparer.Ordinal)];
        MhsmStoredBackup[] counting = [.. newestFirst.Where(backup => BackupStanding.PlanWithoutRules(backup, utcNow) is null)];
        ILookup<MhsmStoredBackup, string> reasons = policy.Rules
            .SelectMany(rule => Apply(rule, counting))
            .ToLookup(kept => kept.Backup, kept => kept.Reason, ByReference.Instance);
        return [.. newestFirst.Select(backup => BackupStanding.PlanWithoutRules(backup, utcNow)
            ?? Decide(policy, backup, [.. reasons[backup]], ReferenceEquals(backup, counting[0]), utcNow))];
    }

    private static IEnumerable<(MhsmStoredBackup Backup, string Reason)> Apply(RetentionRule rule, MhsmStoredBackup[] newestFirst)
    {
        int kept = 0;
        string? last = null;
        for (int i = 0; i < newestFirst.Length && kept < rule.Count; i++)
        {
            string period = rule.Period == RetentionPeriod.Last ? i.ToString(CultureInfo.InvariantCulture) : RetentionPeriods.Of(rule.Period, newestFirst[i].Time);
            bool isNew = period != last;
            if (!isNew && i < newestFirst.Length - 1) continue;
            last = period;
            kept++;
            string which = !isNew ? " (the oldest)" : rule.Period == RetentionPeriod.Last ? string.Empty : $" ({period})";
            yield return (newestFirst[i], string.Format(CultureInfo.InvariantCulture, "{0} {1} of {2}{3}", rule.Name, kept, rule.Count, which));
        }
    }

    private static MhsmRemovalPlan Decide(RetentionPolicy policy, MhsmStoredBackup backup, List<string> reasons, bool isNewest, DateTime utcNow)
    {
        if (isNewest) reasons.Insert(0, "newest complete backup");
        bool isOld = policy.OlderThan is not TimeSpan limit || utcNow - backup.Time > limit;
        if (reasons.Count == 0 && !isOld) reasons.Add($"not older than {Show(policy.OlderThan!.Value)}");
        if (reasons.Count == 0 && BackupStanding.ProtectionOf(backup, utcNow) is string protection) reasons.Add(protection);
        if (reasons.Count > 0) return MhsmRemovalPlan.Of(backup, MhsmRemovalAction.Keep, string.Join("; ", reasons));

        string old = policy.OlderThan is TimeSpan age ? $"older than {Show(age)}" : string.Empty;
        string unkept = policy.Rules.Count > 0 ? "kept by no rule" : string.Empty;
        return MhsmRemovalPlan.Of(backup, MhsmRemovalAction.Remove, old.Length > 0 && unkept.Length > 0 ? $"{old}, and {unkept}" : old + unkept);
    }

    private static string Show(TimeSpan age) => age == TimeSpan.FromDays(1) ? "1 day"
        : age.Ticks % TimeSpan.TicksPerDay == 0 ? age.Days.ToString(CultureInfo.InvariantCulture) + " days"
        : age.ToString("c", CultureInfo.InvariantCulture);

    // Two backups may be equal in all that is known of them.
    private sealed class ByReference : IEqualityComparer<MhsmStoredBackup>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(MhsmStoredBackup? x, MhsmStoredBackup? y) => ReferenceEquals(x, y);

        public int GetHashCode(MhsmStoredBackup obj) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(obj);
    }
}
