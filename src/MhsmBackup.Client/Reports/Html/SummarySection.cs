using System.Globalization;

namespace MhsmBackup.Reports.Html;

/// <summary>All HSMs on one page: how many meet the objective, and a row for each.</summary>
internal static class SummarySection
{
    public static void Write(HtmlText html, IReadOnlyList<HsmHistory> histories, ReportOptions options)
    {
        int Of(ObjectiveVerdict verdict) => histories.Count(history => history.VerdictOn(options.Objective) == verdict);
        html.Raw("<section aria-labelledby=\"summary\"><h2 id=\"summary\">Summary</h2><ul class=\"tiles\">");
        Tile(html, histories.Count, histories.Count == 1 ? "HSM" : "HSMs", verdict: null);
        Tile(html, Of(ObjectiveVerdict.Met), "meet the objective", ObjectiveVerdict.Met);
        if (Of(ObjectiveVerdict.NotChecked) is int unknown and > 0) Tile(html, unknown, "not checked", ObjectiveVerdict.NotChecked);
        Tile(html, Of(ObjectiveVerdict.Missed), "miss the objective", ObjectiveVerdict.Missed);
        Tile(html, Of(ObjectiveVerdict.NoBackup), "without a good backup", ObjectiveVerdict.NoBackup);
        html.Raw("</ul>");
        if (histories.Count == 0)
        {
            html.Raw("<p class=\"warn\"><strong>No backups were found.</strong> Nothing was given to report on.</p></section>");
            return;
        }

        html.Raw("<table class=\"stack\"><caption>Those that miss the objective come first.</caption><thead><tr><th scope=\"col\">HSM</th><th scope=\"col\">Verdict</th><th scope=\"col\">Last good backup (UTC)</th><th scope=\"col\" class=\"number\">Age</th><th scope=\"col\" class=\"number\">Longest gap</th><th scope=\"col\" class=\"number\">Backups</th></tr></thead><tbody>");
        var numbered = histories.Select((history, index) => (history, number: index + 1));
        foreach ((HsmHistory history, int number) in numbered.OrderByDescending(each => each.history.VerdictOn(options.Objective)))
        {
            html.Raw($"<tr><th scope=\"row\"><a href=\"#hsm-{number.ToString(CultureInfo.InvariantCulture)}\">").Text(history.HsmName).Raw("</a></th><td>").Raw(VerdictMark.Of(history.VerdictOn(options.Objective))).Raw("</td>");
            html.Element("td class=\"time\" data-label=\"Last good backup (UTC)\"", history.LastGood is null ? "none" : ReportWords.Time(history.LastGood.Time));
            html.Element("td class=\"number\" data-label=\"Age\"", history.Age is TimeSpan age ? ReportWords.Duration(age) : "–");
            html.Element("td class=\"number\" data-label=\"Longest gap\"", history.LongestGap is TimeSpan gap ? ReportWords.Duration(gap) : "–");
            html.Element("td class=\"number\" data-label=\"Backups\"", history.Backups.Count.ToString(CultureInfo.InvariantCulture)).Raw("</tr>");
        }

        html.Raw("</tbody></table></section>");
    }

    private static void Tile(HtmlText html, int number, string words, ObjectiveVerdict? verdict)
    {
        html.Raw("<li>").Raw(verdict is ObjectiveVerdict known ? VerdictMark.Shape(known) : string.Empty);
        html.Raw("<div>").Element("strong", number.ToString(CultureInfo.InvariantCulture)).Text(words).Raw("</div></li>");
    }
}
