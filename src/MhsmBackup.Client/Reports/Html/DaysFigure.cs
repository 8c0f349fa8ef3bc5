namespace MhsmBackup.Reports.Html;

/// <summary>The days of an HSM as a calendar: a column a week, a square a day.</summary>
internal static class DaysFigure
{
    private const int FewestWeeks = 13;
    private const int MostWeeks = 53;
    private const int BlockWeeks = 13;
    private const int Cell = 20;
    private const int Side = 16;
    private const int Left = 30;
    private const int Top = 17;
    private static readonly string[] DayNames = ["Mon", "", "Wed", "", "Fri", "", ""];

    public static void Write(HtmlText html, HsmHistory history, ReportOptions options)
    {
        DateTime lastWeek = Calendar.WeekOf(options.UtcNow);
        DateTime oldest = history.Backups.Count == 0 ? options.UtcNow : history.Backups[history.Backups.Count - 1].Time;
        int weeks = Math.Max(FewestWeeks, Math.Min(MostWeeks, ((lastWeek - Calendar.WeekOf(oldest)).Days / 7) + 1));
        DateTime first = lastWeek.AddDays(-7 * (weeks - 1));
        IReadOnlyList<DayCell> cells = DayCell.Of(history, first, options.UtcNow);
        int without = cells.Count(cell => cell.Good == 0);

        string label = $"{ReportWords.Count(cells.Count, "day", "days")} from {ReportWords.Day(first)} to {ReportWords.Day(options.UtcNow)}, {without} without a good backup";
        html.Raw("<figure>").Element("figcaption", label + ". Filled: a backup; with a dot: several; crossed: partial ones alone; small: none.").Raw("<div class=\"calendars\">");
        for (int i = 0; i < cells.Count; i += BlockWeeks * 7) WriteBlock(html, [.. cells.Skip(i).Take(BlockWeeks * 7)]);
        html.Raw("</div></figure>");
    }

    // A long calendar is cut into blocks that stand side by side or below each other: none is ever too small to read.
    private static void WriteBlock(HtmlText html, IReadOnlyList<DayCell> cells)
    {
        DateTime first = cells[0].Day;
        int weeks = (cells.Count + 6) / 7;
        int width = Left + (weeks * Cell) + 2, height = Top + (7 * Cell) + 2;
        string label = $"{ReportWords.Day(first)} to {ReportWords.Day(cells[cells.Count - 1].Day)}: {cells.Count(cell => cell.Good == 0)} of {ReportWords.Count(cells.Count, "day", "days")} without a good backup";
        html.Raw(Invariant($"<svg viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{HtmlText.Attribute(label)}\">"));
        for (int day = 0; day < 7; day++)
        {
            if (DayNames[day].Length > 0) html.Raw(Invariant($"<text x=\"0\" y=\"{Top + (day * Cell) + 12}\">{DayNames[day]}</text>"));
        }

        for (int week = 0; week < weeks; week++)
        {
            DateTime monday = first.AddDays(7 * week);
            if (monday.Day <= 7 && week < weeks - 1) html.Raw(Invariant($"<text x=\"{Left + (week * Cell)}\" y=\"10\">{monday:MMM}</text>"));
        }

        for (int i = 0; i < cells.Count; i++) WriteCell(html, cells[i], Left + (i / 7 * Cell), Top + (i % 7 * Cell));
        html.Raw("</svg>");
    }

    private static void WriteCell(HtmlText html, DayCell cell, int x, int y)
    {
        string title = $"<title>{ReportWords.Day(cell.Day)}: {TitleOf(cell)}</title>";
        if (cell.Good > 0)
        {
            html.Raw(Invariant($"<g>{title}<rect class=\"good-cell\" x=\"{x}\" y=\"{y}\" width=\"{Side}\" height=\"{Side}\" rx=\"3\"/>"));
            if (cell.Good > 1) html.Raw(Invariant($"<circle class=\"more\" cx=\"{x + 8}\" cy=\"{y + 8}\" r=\"3\"/>"));
            html.Raw("</g>");
        }
        else if (cell.Partial > 0)
        {
            html.Raw(Invariant($"<path class=\"part-cell\" d=\"M{x + 1} {y + 1}h14v14h-14zM{x + 4} {y + 4}l8 8M{x + 12} {y + 4}l-8 8\">{title}</path>"));
        }
        else
        {
            html.Raw(Invariant($"<circle class=\"none-cell\" cx=\"{x + 8}\" cy=\"{y + 8}\" r=\"2.5\">{title}</circle>"));
        }
    }

    private static string TitleOf(DayCell cell) => (cell.Good, cell.Partial) switch
    {
        (0, 0) => "none",
        (0, _) => $"{cell.Partial} partial",
        (_, 0) => ReportWords.Count(cell.Good, "backup", "backups"),
        _ => $"{ReportWords.Count(cell.Good, "backup", "backups")}, {cell.Partial} partial",
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
