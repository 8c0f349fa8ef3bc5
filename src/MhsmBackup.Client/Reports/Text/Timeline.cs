using System.Globalization;
using System.Text;

namespace MhsmBackup.Reports.Text;

/// <summary>Draws histories in text: one row an HSM, one column a day of UTC.</summary>
public static class Timeline
{
    private const int LongestName = 24;
    private const string Gap = "  ";

    // As wide as "59 min old, longest gap 999 d", and what follows it on a row that misses the objective.
    private const int Note = 29;
    private const string Missed = ", objective missed";
    private const string NotChecked = ", not checked";

    /// <summary>Draws them.</summary>
    /// <param name="histories">The HSMs.</param>
    /// <param name="options">What it looks like.</param>
    /// <returns>The lines.</returns>
    public static IReadOnlyList<string> Draw(IReadOnlyList<HsmHistory> histories, TimelineOptions options)
    {
        var pen = new TimelinePen(options.IsAscii, options.HasColours);
        int nameWidth = Math.Max(3, Math.Min(LongestName, histories.Count == 0 ? 0 : histories.Max(history => history.HsmName.Length)));
        int days = options.Days ?? Math.Max(TimelineOptions.FewestDays, Math.Min(TimelineOptions.MostDays, options.Width - nameWidth - Gap.Length - Note - (options.Objective is null ? 0 : Missed.Length) - Gap.Length));
        DateTime first = options.UtcNow.Date.AddDays(1 - days);

        var lines = new List<string> { Months(nameWidth, first, days), DaysOf(nameWidth, first, days) };
        lines.AddRange(histories.Select(history => Row(history, nameWidth, first, options, pen)));
        lines.Add(string.Empty);
        lines.Add($"{pen.Good(1)} a backup   {pen.Good(2)} so many   {pen.Partial} partial   {pen.None} none   (days of UTC)");
        lines.Add(Totals(histories, options));
        return lines;
    }

    private static string Row(HsmHistory history, int nameWidth, DateTime first, TimelineOptions options, TimelinePen pen)
    {
        string name = history.HsmName.Length <= nameWidth ? history.HsmName : history.HsmName.Substring(0, nameWidth - pen.Cut.Length) + pen.Cut;
        var row = new StringBuilder(name.PadRight(nameWidth)).Append(Gap);
        foreach (DayCell cell in DayCell.Of(history, first, options.UtcNow)) row.Append(pen.Of(cell));
        return row.Append(Gap).Append(NoteOn(history, options)).ToString();
    }

    private static string NoteOn(HsmHistory history, TimelineOptions options)
    {
        if (history.Age is not TimeSpan age) return "no backup";
        string note = $"{ReportWords.Duration(age)} old, longest gap {ReportWords.Duration(history.LongestGap!.Value)}";
        if (options.Objective is not TimeSpan objective) return note;
        return history.VerdictOn(objective) switch
        {
            ObjectiveVerdict.Missed => note + Missed,
            ObjectiveVerdict.NotChecked => note + NotChecked,
            _ => note,
        };
    }

    // A month's name stands over its first day that is shown, where there is room for it.
    private static string Months(int nameWidth, DateTime first, int days)
    {
        var line = new StringBuilder(new string(' ', nameWidth + Gap.Length));
        for (int i = 0; i < days; i++)
        {
            DateTime day = first.AddDays(i);
            if (i != 0 && day.Day != 1) continue;
            int at = nameWidth + Gap.Length + i;
            if (line.Length > at) continue;
            int room = DateTime.DaysInMonth(day.Year, day.Month) - day.Day + 1;
            string format = (day.Month == 1 || i == 0) && room > "MMM yyyy".Length ? "MMM yyyy" : "MMM";
            if (room > format.Length) line.Append(' ', at - line.Length).Append(day.ToString(format, CultureInfo.InvariantCulture)).Append(' ');
        }

        return line.ToString().TrimEnd();
    }

    private static string DaysOf(int nameWidth, DateTime first, int days)
    {
        var line = new StringBuilder("HSM".PadRight(nameWidth)).Append(Gap);
        for (int i = 0; i < days; i++) line.Append((first.AddDays(i).Day % 10).ToString(CultureInfo.InvariantCulture));
        return line.ToString();
    }

    private static string Totals(IReadOnlyList<HsmHistory> histories, TimelineOptions options)
    {
        string all = $"{ReportWords.Count(histories.Count, "HSM", "HSMs")}, {ReportWords.Count(histories.Sum(history => history.Backups.Count), "backup", "backups")}, {histories.Sum(history => history.Partial.Count)} partial";
        if (options.Objective is not TimeSpan objective) return all + ".";
        int unknown = histories.Count(history => history.VerdictOn(objective) == ObjectiveVerdict.NotChecked);
        int missed = histories.Count(history => history.VerdictOn(objective) is ObjectiveVerdict.Missed or ObjectiveVerdict.NoBackup);
        string meant = $"the objective of {ReportWords.Duration(objective)}";
        string verdict = (missed, unknown) switch
        {
            (0, 0) => $"all meet {meant}",
            (0, _) => $"{NotCheckedOf(unknown)} against {meant}",
            (_, 0) => $"{MissOf(missed)} {meant}",
            _ => $"{MissOf(missed)} {meant}, {NotCheckedOf(unknown)}",
        };
        return $"{all}; {verdict}.";
    }

    private static string MissOf(int count) => $"{count} of them {(count == 1 ? "misses" : "miss")}";

    private static string NotCheckedOf(int count) => $"{count} of them {(count == 1 ? "is" : "are")} not checked";
}
