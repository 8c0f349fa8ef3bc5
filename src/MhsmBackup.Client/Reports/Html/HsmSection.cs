using System.Globalization;
using MhsmBackup.Storage;

namespace MhsmBackup.Reports.Html;

/// <summary>One HSM: the last good backup against the objective, its days, gaps, sizes and retention.</summary>
internal static class HsmSection
{
    private const int MostRows = 20;

    public static void Write(HtmlText html, HsmHistory history, int number, ReportOptions options)
    {
        html.Raw($"<article id=\"hsm-{number.ToString(CultureInfo.InvariantCulture)}\"><div class=\"head\">").Element("h2", history.HsmName)
            .Raw(VerdictMark.Of(history.VerdictOn(options.Objective))).Raw("</div>");
        if (history.Backups.Count == 0)
        {
            html.Raw("<p>There is no backup of this HSM in the containers that were looked at.</p>");
            DrillFacts.Write(html, history.HsmName, options);
            html.Raw("</article>");
            return;
        }

        Facts(html, history, options);
        DrillFacts.Write(html, history.HsmName, options);
        DaysFigure.Write(html, history, options);
        Gaps(html, history, options);
        SizesFigure.Write(html, history);
        Partial(html, history);
        html.Raw("</article>");
    }

    private static void Facts(HtmlText html, HsmHistory history, ReportOptions options)
    {
        html.Raw("<dl>");
        if (history.LastGood is MhsmStoredBackup last)
        {
            Fact(html, "Last good backup", $"{ReportWords.Time(last.Time)} UTC{(last.State == MhsmBackupState.Unchecked ? ", its blobs were not checked" : string.Empty)}");
            Fact(html, "Age", $"{ReportWords.Duration(history.Age!.Value)}; the objective is {ReportWords.Duration(options.Objective)}");
            html.Raw("<dt>Where</dt>").Raw("<dd class=\"path\">").Text(last.BackupUri.AbsoluteUri).Raw("</dd>");
            if (last.Size is long size) Fact(html, "Size", $"{ReportWords.Size(size)}{(last.BlobCount is int blobs ? $" in {ReportWords.Count(blobs, "blob", "blobs")}" : string.Empty)}");
        }
        else
        {
            Fact(html, "Last good backup", history.InFuture == 0 ? "none: every backup is partial" : "none: every backup is partial, or its time is in the future");
        }

        Fact(html, "Backups", $"{history.Backups.Count}, of them {history.Partial.Count} partial{(history.Unchecked > 0 ? $" and {history.Unchecked} not checked" : string.Empty)}{(history.InFuture > 0 ? $"; {history.InFuture} with a time in the future, which {(history.InFuture == 1 ? "counts" : "count")} for nothing" : string.Empty)}");
        if (history.Good.Count > 0)
        {
            Fact(html, "Retention", $"back to {ReportWords.Day(history.Good[history.Good.Count - 1].Time)}: on {ReportWords.Count(history.Days, "day", "days")}, in {ReportWords.Count(history.Weeks, "week", "weeks")}, in {ReportWords.Count(history.Months, "month", "months")}");
            Fact(html, "Protection", ProtectionOf(history, options.UtcNow));
        }

        string[] containers = [.. history.Backups.Select(backup => backup.ContainerUri.AbsoluteUri).Distinct(StringComparer.Ordinal).OrderBy(uri => uri, StringComparer.Ordinal)];
        html.Raw($"<dt>{(containers.Length == 1 ? "Container" : "Containers")}</dt>");
        foreach (string container in containers) html.Raw("<dd class=\"path\">").Text(container).Raw("</dd>");
        html.Raw("</dl>");
    }

    private static string ProtectionOf(HsmHistory history, DateTime utcNow)
    {
        int held = history.Good.Count(backup => backup.HasLegalHold == true);
        int kept = history.Good.Count(backup => backup.ImmutableUntil > utcNow);
        if (held + kept == 0) return history.Good.Any(backup => backup.HasLegalHold is null) ? "not looked at" : "no legal hold and no retention policy on a blob; a policy of the container is not seen here";
        DateTime? until = history.Good.Max(backup => backup.ImmutableUntil);
        return $"{kept} under a retention policy{(until is DateTime end ? $" (until {ReportWords.Time(end)} UTC at most)" : string.Empty)}, {held} under a legal hold";
    }

    private static void Gaps(HtmlText html, HsmHistory history, ReportOptions options)
    {
        IReadOnlyList<BackupGap> gaps = history.GapsOver(options.Objective);
        html.Raw("<h3>Gaps longer than the objective</h3>");
        if (gaps.Count == 0)
        {
            html.Raw(history.Good.Count == 0 ? "<p>There is no good backup to measure from.</p>" : "<p>None.</p>");
            return;
        }

        html.Raw("<table class=\"stack\"><thead><tr><th scope=\"col\">From (UTC)</th><th scope=\"col\">To (UTC)</th><th scope=\"col\" class=\"number\">Length</th></tr></thead><tbody>");
        foreach (BackupGap gap in gaps.Take(MostRows))
        {
            html.Raw("<tr>").Element("td class=\"time\" data-label=\"From\"", ReportWords.Time(gap.From)).Element("td class=\"time\" data-label=\"To\"", gap.IsOpen ? "still open" : ReportWords.Time(gap.To)).Element("td class=\"number\" data-label=\"Length\"", ReportWords.Duration(gap.Length)).Raw("</tr>");
        }

        html.Raw("</tbody></table>");
        More(html, gaps.Count);
    }

    private static void Partial(HtmlText html, HsmHistory history)
    {
        if (history.Partial.Count == 0) return;
        html.Raw("<h3>Partial backups</h3><table class=\"stack\"><thead><tr><th scope=\"col\">Time (UTC)</th><th scope=\"col\">Folder</th><th scope=\"col\">Why</th></tr></thead><tbody>");
        foreach (MhsmStoredBackup backup in history.Partial.Take(MostRows))
        {
            html.Raw("<tr>").Element("td class=\"time\" data-label=\"Time\"", ReportWords.Time(backup.Time)).Element("td class=\"path\" data-label=\"Folder\"", backup.BackupFolder).Element("td data-label=\"Why\"", string.Join(" ", backup.Problems)).Raw("</tr>");
        }

        html.Raw("</tbody></table>");
        More(html, history.Partial.Count);
    }

    private static void More(HtmlText html, int count)
    {
        if (count > MostRows) html.Element("p class=\"soft\"", $"and {count - MostRows} older ones.");
    }

    private static void Fact(HtmlText html, string term, string text) => html.Element("dt", term).Element("dd", text);
}
