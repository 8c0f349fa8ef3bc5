using MhsmBackup.Restores;

namespace MhsmBackup.Reports.Html;

/// <summary>The last restore drill of one HSM.</summary>
internal static class DrillFacts
{
    private const int MostNames = 20;

    public static void Write(HtmlText html, string hsmName, ReportOptions options)
    {
        MhsmRestoreDrill? last = options.Drills
            .Where(drill => drill.HsmName.Equals(hsmName, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(drill => drill.StartTime)
            .FirstOrDefault();
        if (last is null) return;
        html.Raw("<h3>Last restore drill</h3><dl>");
        Fact(html, "When", $"{ReportWords.Time(last.StartTime)} UTC, {ReportWords.Duration(options.UtcNow - last.StartTime)} ago, into {last.DestinationHsm}");
        Fact(html, "Verdict", VerdictOf(last));
        Fact(html, "Backup", last is { BackupTime: DateTime time, BackupAge: TimeSpan age } ? $"{ReportWords.Time(time)} UTC, {ReportWords.Duration(age)} old then" : "none was found");
        if (last.RestoreDuration is TimeSpan restore) Fact(html, "Restore time", ReportWords.Duration(restore));
        Fact(html, "Keys", KeysOf(last));
        Names(html, "Missing", last.MissingKeys);
        Names(html, "Different", last.DifferentKeys);
        if (!string.IsNullOrEmpty(last.Problem)) Fact(html, "Problem", last.Problem!);
        html.Raw("</dl>");
    }

    private static string VerdictOf(MhsmRestoreDrill drill) => drill.Succeeded switch
    {
        true => "succeeded: restored, and every expected key is there and the same",
        false => "failed",
        null => "not verified",
    };

    private static string KeysOf(MhsmRestoreDrill drill) => drill.KeysExpected is int expected
        ? $"{drill.KeysFound ?? 0} of {expected} found whole{(drill.NewerThanBackup > 0 ? $"; {drill.NewerThanBackup} newer than the backup" : string.Empty)}"
        : "not compared";

    private static void Names(HtmlText html, string term, IReadOnlyList<string> names)
    {
        if (names.Count > 0) Fact(html, term, string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : string.Empty));
    }

    private static void Fact(HtmlText html, string term, string text) => html.Element("dt", term).Element("dd", text);
}
