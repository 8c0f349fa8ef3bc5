using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using MhsmBackup.Reports;
using MhsmBackup.Reports.Html;
using MhsmBackup.Storage;

namespace MhsmBackup.Tests.Storage.Reports;

/// <summary>The page of a report, read by a parser that forgives nothing.</summary>
public sealed class HtmlReportTests
{
    private const string Evil = "<script>alert(1)</script>\"'&</td>";

    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void It_is_well_formed_whatever_it_is_given()
    {
        using IHtmlDocument document = Parse(Write(Evil, [.. Backups(), Backup(Evil, 1, MhsmBackupState.Partial) with { Problems = [Evil], BackupFolder = Evil }]));
        Assert.Equal("en", document.DocumentElement.GetAttribute("lang"));
        Assert.Equal(Evil, document.QuerySelector("h1")!.TextContent);
        Assert.Contains(Evil, document.QuerySelectorAll("td").Select(cell => cell.TextContent));
        Assert.Empty(document.QuerySelectorAll("script"));
        using IHtmlDocument empty = Parse(ReportPage.Write([], new ReportOptions { UtcNow = Now }));
        Assert.Contains("No backups were found", empty.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void It_has_nothing_to_load_and_may_load_nothing()
    {
        using IHtmlDocument document = Parse(Write("Keys", Backups()));
        Assert.Empty(document.QuerySelectorAll("script, link, img, iframe, object, embed, [src], [style], [onload], [onclick]"));
        Assert.All(document.QuerySelectorAll("a"), link => Assert.StartsWith("#", link.GetAttribute("href"), StringComparison.Ordinal));
        Assert.StartsWith("default-src 'none'; style-src 'unsafe-inline'", document.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content"), StringComparison.Ordinal);
        Assert.DoesNotMatch("url\\(|@import", document.QuerySelector("style")!.TextContent);
    }

    [Fact]
    public void Headings_follow_each_other_and_tables_figures_and_links_have_names()
    {
        using IHtmlDocument document = Parse(Write("Keys", Backups()));
        int[] levels = [.. document.QuerySelectorAll("h1,h2,h3,h4").Select(heading => heading.LocalName[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second - pair.First <= 1));
        Assert.All(document.QuerySelectorAll("th"), heading => Assert.True(heading.GetAttribute("scope") is "col" or "row"));
        Assert.All(document.QuerySelectorAll("svg"), svg => Assert.True(svg.GetAttribute("aria-hidden") == "true" || svg.GetAttribute("aria-label")?.Length > 10));
        string[] ids = [.. document.QuerySelectorAll("[id]").Select(element => element.Id!)];
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(document.QuerySelectorAll("a"), link => Assert.Contains(link.GetAttribute("href")![1..], ids));
    }

    // Strict: the first error throws.
    private static IHtmlDocument Parse(string html) => new HtmlParser(new HtmlParserOptions { IsStrictMode = true }).ParseDocument(html);

    private static string Write(string title, IEnumerable<MhsmStoredBackup> backups) =>
        ReportPage.Write(HsmHistory.Of(backups, ["never"], Now), new ReportOptions { UtcNow = Now, Title = title, Author = Evil });

    private static MhsmStoredBackup[] Backups() =>
    [
        .. Enumerable.Range(0, 40).Select(day => Backup("good", day + 0.1) with { Size = 1000 * day }), Backup("late", 5), Backup("late", 1, MhsmBackupState.Partial),
        Backup("late", 9, MhsmBackupState.Unchecked), Backup("partial", 1, MhsmBackupState.Partial),
    ];

    private static MhsmStoredBackup Backup(string hsm, double daysAgo, MhsmBackupState state = MhsmBackupState.Complete)
    {
        string folder = FormattableString.Invariant($"mhsm-{hsm}-{daysAgo}");
        return new MhsmStoredBackup
        {
            HsmName = hsm,
            Time = Now.AddDays(-daysAgo),
            Age = TimeSpan.FromDays(daysAgo),
            State = state,
            BackupFolder = folder,
            ContainerUri = new Uri("https://contosobackup.blob.core.windows.net/hsm"),
            BackupUri = new Uri("https://contosobackup.blob.core.windows.net/hsm/" + Uri.EscapeDataString(folder)),
        };
    }
}
