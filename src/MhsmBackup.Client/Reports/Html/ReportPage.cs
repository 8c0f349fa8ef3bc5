namespace MhsmBackup.Reports.Html;

/// <summary>A page for the auditor: one file, which asks for nothing over the network and runs no script.</summary>
public static class ReportPage
{
    /// <summary>Writes the page.</summary>
    /// <param name="histories">The HSMs.</param>
    /// <param name="options">What it is made with.</param>
    /// <returns>The HTML.</returns>
    public static string Write(IReadOnlyList<HsmHistory> histories, ReportOptions options)
    {
        var html = new HtmlText();
        html.Raw("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
            .Raw("<meta name=\"referrer\" content=\"no-referrer\">").Element("title", options.Title)
            .Raw("<style>").Raw(ReportStyle.Css).Raw("</style></head><body><header>").Element("h1", options.Title)
            .Raw("<p class=\"soft\">").Text($"Made {ReportWords.Time(options.UtcNow)} UTC{(options.Author is null ? string.Empty : $" by {options.Author}")}. ")
            .Text($"Recovery point objective: the last good backup of each HSM is at most {ReportWords.Duration(options.Objective)} old.").Raw("</p></header><main>");
        SummarySection.Write(html, histories, options);
        for (int i = 0; i < histories.Count; i++) HsmSection.Write(html, histories[i], i + 1, options);
        html.Raw("</main><footer><p>All times are UTC. A good backup is one whose blobs nothing speaks against; whether it can be restored only a restore proves. Made by MhsmBackup from the names and listings of the containers.</p></footer></body></html>\n");
        return html.ToString();
    }
}
