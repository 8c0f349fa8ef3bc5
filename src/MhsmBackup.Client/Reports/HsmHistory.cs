using MhsmBackup.Storage;

namespace MhsmBackup.Reports;

/// <summary>The backups of one HSM, and what can be said of them at one time.</summary>
public sealed class HsmHistory
{
    private readonly DateTime _now;

    private HsmHistory(string hsmName, IEnumerable<MhsmStoredBackup> backups, DateTime utcNow)
    {
        _now = utcNow;
        HsmName = hsmName;
        Backups = [.. backups.OrderByDescending(backup => backup.Time)];
        // What was not looked at may be whole: it counts, and is said to be unchecked.
        Good = [.. Backups.Where(backup => backup.State != MhsmBackupState.Partial && !backup.IsInFuture(utcNow))];
        Partial = [.. Backups.Where(backup => backup.State == MhsmBackupState.Partial)];
        InFuture = Backups.Count(backup => backup.State != MhsmBackupState.Partial && backup.IsInFuture(utcNow));
    }

    /// <summary>The HSM.</summary>
    public string HsmName { get; }

    /// <summary>All its backups, the newest first.</summary>
    public IReadOnlyList<MhsmStoredBackup> Backups { get; }

    /// <summary>Those that nothing speaks against, the newest first.</summary>
    public IReadOnlyList<MhsmStoredBackup> Good { get; }

    /// <summary>Those that are not whole, the newest first.</summary>
    public IReadOnlyList<MhsmStoredBackup> Partial { get; }

    /// <summary>How many are neither, because their time is in the future.</summary>
    public int InFuture { get; }

    /// <summary>The newest good backup; null for none.</summary>
    public MhsmStoredBackup? LastGood => Good.Count > 0 ? Good[0] : null;

    /// <summary>How old the newest good backup is; null for none.</summary>
    public TimeSpan? Age => LastGood is null ? null : _now - LastGood.Time;

    /// <summary>How many of the good ones were not looked at.</summary>
    public int Unchecked => Good.Count(backup => backup.State == MhsmBackupState.Unchecked);

    /// <summary>The longest time between two good backups that follow each other, the one since the newest included; null for none.</summary>
    public TimeSpan? LongestGap => Good.Count == 0 ? null : Spans().Max(span => span.Length);

    /// <summary>On how many days of UTC there is a good backup.</summary>
    public int Days => Good.Select(backup => backup.Time.Date).Distinct().Count();

    /// <summary>In how many weeks, which begin on Monday, there is a good backup.</summary>
    public int Weeks => Good.Select(backup => Calendar.WeekOf(backup.Time)).Distinct().Count();

    /// <summary>In how many months there is a good backup.</summary>
    public int Months => Good.Select(backup => (backup.Time.Year, backup.Time.Month)).Distinct().Count();

    /// <summary>Sorts backups into histories, by HSM.</summary>
    /// <param name="backups">Backups of any HSMs; one that is there twice, by its URI, counts once.</param>
    /// <param name="hsmNames">HSMs that have a history even if they have no backup.</param>
    /// <param name="utcNow">The time that ages are told at, in UTC.</param>
    public static IReadOnlyList<HsmHistory> Of(IEnumerable<MhsmStoredBackup> backups, IEnumerable<string> hsmNames, DateTime utcNow)
    {
        Dictionary<string, List<MhsmStoredBackup>> byHsm = hsmNames.Distinct(StringComparer.OrdinalIgnoreCase).ToDictionary(name => name, _ => new List<MhsmStoredBackup>(), StringComparer.OrdinalIgnoreCase);
        foreach (MhsmStoredBackup backup in backups.GroupBy(backup => backup.BackupUri).Select(same => same.Last()))
        {
            if (!byHsm.TryGetValue(backup.HsmName, out List<MhsmStoredBackup>? own)) byHsm.Add(backup.HsmName, own = []);
            own.Add(backup);
        }

        return [.. byHsm.OrderBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase).Select(pair => new HsmHistory(pair.Key, pair.Value, utcNow))];
    }

    /// <summary>Whether the newest good backup is young enough. One that was not checked meets nothing by itself.</summary>
    /// <param name="objective">The recovery point objective.</param>
    public ObjectiveVerdict VerdictOn(TimeSpan objective) => Age is not TimeSpan age ? ObjectiveVerdict.NoBackup
        : age > objective ? ObjectiveVerdict.Missed
        : Good.Any(backup => backup.State == MhsmBackupState.Complete && _now - backup.Time <= objective) ? ObjectiveVerdict.Met : ObjectiveVerdict.NotChecked;

    /// <summary>The times without a good backup that are longer than the objective, the newest first.</summary>
    /// <param name="objective">The recovery point objective.</param>
    public IReadOnlyList<BackupGap> GapsOver(TimeSpan objective) => [.. Spans().Where(span => span.Length > objective)];

    private IEnumerable<BackupGap> Spans()
    {
        if (Good.Count == 0) yield break;
        yield return new BackupGap(Good[0].Time, _now, IsOpen: true);
        for (int i = 1; i < Good.Count; i++) yield return new BackupGap(Good[i].Time, Good[i - 1].Time, IsOpen: false);
    }
}
