using System.Globalization;

namespace MhsmBackup.Reports.Html;

/// <summary>All HSMs on one page: how many meet the objective, and a row for each.</summary>
internal static class SummarySection
{
    public static void Write(HtmlText html, IReadOnlyList<HsmHistory> histories, ReportOptions options)
    {
        int Of(ObjectiveVerdict verdict) => histories.Count(history => history.VerdictOn(options.Objective) == verdict);
        html.Raw("<section aria-labelledby=\"summary\"><h2 id=\"summary\">Summary</h2><ul class=\"tiles\">");
        Tile(html, histories.Count, histories.Count == 1 ? "HSM" : "HSMs");
        Tile(html, Of(ObjectiveVerdict.Met), "meet the objective");
        Tile(html, Of(ObjectiveVerdict.Missed), "miss the objective");
        Tile(html, Of(ObjectiveVerdict.NoBackup), "without a backup");
        html.Raw("</ul>");
        if (histories.Count == 0)
        {
            html.Raw("<p class=\"warn\"><strong>No backups were found.</strong> Nothing was given to report on.</p></section>");
            return;
        }

        html.Raw("<div class=\"scroll\"><table><caption>Those that miss the objective come first.</caption><thead><tr><th scope=\"col\">HSM</th><th scope=\"col\">Verdict</th><th scope=\"col\">Last good backup (UTC)</th><th scope=\"col\" class=\"number\">Age</th><th scope=\"col\" class=\"number\">Longest gap</th><th scope=\"col\" class=\"number\">Backups</th></tr></thead><tbody>");
        var numbered = histories.Select((history, index) => (history, number: index + 1));
        foreach ((HsmHistory history, int number) in numbered.OrderByDescending(each => each.history.VerdictOn(options.Objective)))
        {
            html.Raw($"<tr><th scope=\"row\"><a href=\"#hsm-{number.ToString(CultureInfo.InvariantCulture)}\">").Text(history.HsmName).Raw("</a></th><td>").Raw(VerdictMark.Of(history.VerdictOn(options.Objective))).Raw("</td>");
            html.Element("td class=\"time\"", history.LastGood is null ? "none" : ReportWords.Time(history.LastGood.Time));
            html.Element("td class=\"number\"", history.Age is TimeSpan age ? ReportWords.Duration(age) : "–");
            html.Element("td class=\"number\"", history.LongestGap is TimeSpan gap ? ReportWords.Duration(gap) : "–");
            html.Element("td class=\"number\"", history.Backups.Count.ToString(CultureInfo.InvariantCulture)).Raw("</tr>");
        }

        html.Raw("</tbody></table></div></section>");
    }

    private static void Tile(HtmlText html, int number, string words) =>
        html.Raw("<li>").Element("strong", number.ToString(CultureInfo.InvariantCulture)).Text(words).Raw("</li>");
}
