using MhsmBackup.Storage;

namespace MhsmBackup.Reports;

/// <summary>What there is of an HSM on one day of UTC.</summary>
/// <param name="Day">The day.</param>
/// <param name="Good">How many good backups were started on it.</param>
/// <param name="Partial">How many partial ones.</param>
internal sealed record DayCell(DateTime Day, int Good, int Partial)
{
    /// <summary>A cell for each day, the oldest first.</summary>
    public static IReadOnlyList<DayCell> Of(HsmHistory history, DateTime first, DateTime last)
    {
        ILookup<DateTime, MhsmStoredBackup> byDay = history.Backups.ToLookup(backup => backup.Time.Date);
        var cells = new List<DayCell>();
        for (DateTime day = first.Date; day <= last.Date; day = day.AddDays(1))
        {
            int partial = byDay[day].Count(backup => backup.State == MhsmBackupState.Partial);
            cells.Add(new DayCell(day, byDay[day].Count() - partial, partial));
        }

        return cells;
    }
}
