using MhsmBackup.Errors;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Reports;
using MhsmBackup.Reports.Html;
using MhsmBackup.Reports.Text;
using MhsmBackup.Storage;

namespace MhsmBackup.Tests.Storage;

/// <summary>What is computed of backups and shown of them, in text and as a page.</summary>
public sealed class ReportTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mhsm-test-{Guid.NewGuid():N}.html");

    public void Dispose()
    {
        _session.Dispose();
        if (File.Exists(_file)) File.SetAttributes(_file, FileAttributes.Normal);
        File.Delete(_file);
    }

    [Fact]
    public void Gaps_are_those_between_good_backups_and_since_the_last()
    {
        HsmHistory history = Of(Backup("a", 0.5), Backup("a", 1.25), Backup("a", 1.5, MhsmBackupState.Partial), Backup("a", 4.25));
        Assert.Equal(ObjectiveVerdict.Met, history.VerdictOn(Day));
        Assert.Equal(ObjectiveVerdict.Missed, history.VerdictOn(TimeSpan.FromHours(11)));
        BackupGap gap = Assert.Single(history.GapsOver(Day));
        Assert.Equal((TimeSpan.FromDays(3), false), (gap.Length, gap.IsOpen));
        Assert.Equal(TimeSpan.FromDays(3), history.LongestGap);
        Assert.True(Assert.Single(Of(Backup("a", 2)).GapsOver(Day)).IsOpen);
    }

    [Fact]
    public void A_backup_that_is_known_by_its_name_alone_meets_no_objective()
    {
        Assert.Equal(ObjectiveVerdict.NotChecked, Of(Backup("a", 0.5, MhsmBackupState.Unchecked), Backup("a", 2)).VerdictOn(Day));
        Assert.Equal(ObjectiveVerdict.Missed, Of(Backup("a", 2, MhsmBackupState.Unchecked)).VerdictOn(Day));
        // An older one that was looked at and is young enough does.
        Assert.Equal(ObjectiveVerdict.Met, Of(Backup("a", 0.5, MhsmBackupState.Unchecked), Backup("a", 0.75)).VerdictOn(Day));
    }

    [Fact]
    public void What_was_not_checked_is_a_verdict_of_its_own_on_the_page_and_in_the_timeline()
    {
        MhsmStoredBackup unknown = Backup("a", 0.5, MhsmBackupState.Unchecked);
        string html = ReportPage.Write(HsmHistory.Of([unknown], [], Now), new ReportOptions { UtcNow = Now });
        Assert.DoesNotContain("objective met", html, StringComparison.Ordinal);
        Assert.Contains("<strong>1</strong>not checked", html, StringComparison.Ordinal);
        Assert.Contains("</svg> not checked</span>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("not checked", ReportPage.Write(HsmHistory.Of([Backup("a", 0.5)], [], Now), new ReportOptions { UtcNow = Now }), StringComparison.Ordinal);

        Assert.EndsWith("12 h old, longest gap 12 h, not checked", Draw(unknown)[2], StringComparison.Ordinal);
        Assert.EndsWith("; 1 of them is not checked against the objective of 24 h.", Draw(unknown)[^1], StringComparison.Ordinal);
        Assert.EndsWith("; 1 of them misses the objective of 24 h, 1 of them is not checked.", Draw(unknown, Backup("b", 3))[^1], StringComparison.Ordinal);
        Assert.EndsWith("; 1 of them misses the objective of 24 h.", Draw(Backup("a", 0.5), Backup("b", 3))[^1], StringComparison.Ordinal);
        Assert.EndsWith("; all meet the objective of 24 h.", Draw(Backup("a", 0.5))[^1], StringComparison.Ordinal);

        static IReadOnlyList<string> Draw(params MhsmStoredBackup[] backups) =>
            Timeline.Draw(HsmHistory.Of(backups, [], Now), new TimelineOptions { UtcNow = Now, Objective = Day });
    }

    [Fact]
    public void A_backup_of_the_future_counts_for_nothing()
    {
        HsmHistory history = Of(Backup("a", -13000), Backup("a", 2));
        Assert.Equal((ObjectiveVerdict.Missed, TimeSpan.FromDays(2), 1, 1), (history.VerdictOn(Day), history.Age, history.Days, history.InFuture));
        Assert.Contains("1 with a time in the future, which counts for nothing", ReportPage.Write([history], new ReportOptions { UtcNow = Now }), StringComparison.Ordinal);
        Assert.Equal(ObjectiveVerdict.NoBackup, Of(Backup("a", -13000)).VerdictOn(Day));
        Assert.Contains("or its time is in the future", ReportPage.Write([Of(Backup("a", -13000))], new ReportOptions { UtcNow = Now }), StringComparison.Ordinal);
        // A clock may be wrong by hours.
        Assert.Equal(ObjectiveVerdict.Met, Of(Backup("a", -0.5)).VerdictOn(Day));
    }

    [Fact]
    public void A_signature_in_a_path_is_not_shown()
    {
        SessionResult result = _session.Invoke("Export-MhsmReport '/no/such/folder/sv=2024&sig=c2VjcmV0/report.html'; Export-MhsmReport 'https://contosobackup.blob.core.windows.net/hsm/report.html?sv=2024&sig=c2VjcmV0'; Export-MhsmReport 'x?sig=c2VjcmV0' -WhatIf");
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.DoesNotContain("c2VjcmV0", error.ToString() + error.TargetObject + error.Exception.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("c2VjcmV0", string.Join('\n', _session.Host.Record.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void An_hsm_that_is_named_is_there_without_a_backup()
    {
        IReadOnlyList<HsmHistory> histories = HsmHistory.Of([Backup("a", 1)], ["b", "A"], Now);
        Assert.Equal(["A", "b"], histories.Select(history => history.HsmName));
        Assert.Equal([1, 0], histories.Select(history => history.Backups.Count));
        Assert.Equal(ObjectiveVerdict.NoBackup, histories[1].VerdictOn(Day));
    }

    [Fact]
    public void Retention_counts_days_weeks_that_begin_on_monday_and_months()
    {
        // Monday the 23rd and Sunday the 22nd are of different weeks; the 31st of October is of another month.
        HsmHistory history = Of(Backup("a", 1), Backup("a", 1.1), Backup("a", 2), Backup("a", 24));
        Assert.Equal((3, 3, 2), (history.Days, history.Weeks, history.Months));
    }

    [Fact]
    public void A_backup_that_is_piped_in_twice_counts_once() => Assert.Single(Of(Backup("a", 1), Backup("a", 1)).Backups);

    [Fact]
    public void A_timeline_has_a_column_a_day_and_tells_gaps_apart()
    {
        IReadOnlyList<string> lines = Timeline.Draw(
            [Of(Backup("a", 0.125), Backup("a", 0.25), Backup("a", 1.125, MhsmBackupState.Partial), Backup("a", 3.25))],
            new TimelineOptions { Days = 6, IsAscii = true, UtcNow = Now, Objective = TimeSpan.FromHours(1) });
        Assert.Equal("HSM  901234", lines[1]);
        Assert.StartsWith("a    ..#.!2  3 h old, longest gap 3 d, objective missed", lines[2], StringComparison.Ordinal);
        Assert.Contains("1 of them misses", lines[^1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.All(line, c => Assert.InRange(c, ' ', '~')));
    }

    [Theory]
    [InlineData(40, 14)]
    [InlineData(60, 24)]
    [InlineData(80, 44)]
    [InlineData(300, 90)]
    public void As_many_days_as_fit_the_width_are_shown(int width, int days) =>
        Assert.Equal(5 + days, Timeline.Draw([Of(Backup("a", 1))], new TimelineOptions { Width = width, UtcNow = Now })[1].Length);

    [Fact]
    public void A_row_that_misses_the_objective_fits_the_width_too() => Assert.All(
        Timeline.Draw([Of(Backup("contoso-hsm", 300), Backup("contoso-hsm", 999))], new TimelineOptions { Width = 100, UtcNow = Now, Objective = Day }),
        line => Assert.True(line.Length <= 100, line));

    [Fact]
    public void Colours_are_ansi_and_only_where_they_are_asked_for()
    {
        Assert.Contains("\u001b[32m", string.Concat(Timeline.Draw([Of(Backup("a", 1))], new TimelineOptions { HasColours = true, UtcNow = Now })), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", string.Concat(Timeline.Draw([Of(Backup("a", 1))], new TimelineOptions { UtcNow = Now })), StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_is_well_formed_encodes_what_it_is_given_and_asks_for_nothing()
    {
        string html = ReportPage.Write(
            HsmHistory.Of([Backup("a", 0.5) with { Size = 2048, BlobCount = 3 }, Backup("a", 2) with { Size = 1024 }, Backup("a", 3, MhsmBackupState.Partial) with { Problems = ["<script>alert(1)</script>"] }], ["b"], Now),
            new ReportOptions { UtcNow = Now, Title = "Keys & <locks>" });
        string xml = html.Replace("<!DOCTYPE html>", string.Empty, StringComparison.Ordinal);
        foreach (string tag in new[] { "meta charset=\"utf-8\"", "meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"", "meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"", "meta name=\"referrer\" content=\"no-referrer\"" })
        {
            Assert.Contains($"<{tag}>", html, StringComparison.Ordinal);
            xml = xml.Replace($"<{tag}>", string.Empty, StringComparison.Ordinal);
        }

        System.Xml.Linq.XDocument page = System.Xml.Linq.XDocument.Parse(xml.Trim());
        Assert.Equal("Keys & <locks>", page.Descendants("h1").Single().Value);
        Assert.Empty(page.Descendants("script"));
        Assert.Contains("<script>alert(1)</script>", page.Descendants("td").Select(cell => cell.Value));
        Assert.DoesNotMatch("(src|href)=\"(?!#)", html);
        Assert.Contains("no backup found", html, StringComparison.Ordinal);
        Assert.Contains("objective met", html, StringComparison.Ordinal);
        string[] ids = [.. page.Descendants().SelectMany(element => element.Attributes("id")).Select(id => id.Value)];
        Assert.All(page.Descendants("a").SelectMany(link => link.Attributes("href")).Select(link => link.Value.TrimStart('#')), link => Assert.Contains(link, ids));
    }

    [Fact]
    public void The_cmdlets_take_backups_back_and_write_a_file_whole()
    {
        _session.Set("file", _file);
        _session.Set("backups", new[] { Backup("contoso-hsm", 0.5), Backup("contoso-hsm", 1.5) }.Select(backup => System.Management.Automation.PSSerializer.Serialize(backup)).ToArray());
        SessionResult result = _session.Invoke("$b = $backups | ForEach-Object { [System.Management.Automation.PSSerializer]::Deserialize($_) }; $b | Format-MhsmTimeline -Days 14; $b | Export-MhsmReport $file -PassThru");
        Assert.Empty(result.Errors);
        Assert.Contains(result.Output, line => line.BaseObject is string text && text.StartsWith("contoso-hsm  ", StringComparison.Ordinal));
        Assert.Equal(_file, ((FileInfo)result.Output[^1].BaseObject).FullName);
        Assert.Contains("contoso-hsm", File.ReadAllText(_file), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*"));
    }

    [Fact]
    public void A_file_that_must_stay_stays()
    {
        _session.Set("file", _file);
        File.WriteAllText(_file, "before");
        Assert.Equal(MhsmErrorId.InvalidReportPath, ErrorOf("Export-MhsmReport $file -NoClobber"));
        Assert.Equal("before", File.ReadAllText(_file));
        File.SetAttributes(_file, FileAttributes.ReadOnly);
        Assert.Equal(MhsmErrorId.InvalidReportPath, ErrorOf("Export-MhsmReport $file"));
        Assert.Empty(_session.Invoke("Export-MhsmReport $file -WhatIf").Errors);
        Assert.Equal("before", File.ReadAllText(_file));
        SessionResult forced = _session.Invoke("Export-MhsmReport $file -Force");
        Assert.Empty(forced.Errors);
        Assert.Single(forced.Warnings);
        Assert.Contains("No backups were found", File.ReadAllText(_file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Export-MhsmReport /no/such/folder/report.html", MhsmErrorId.InvalidReportPath)]
    [InlineData("Export-MhsmReport Variable:report", MhsmErrorId.InvalidReportPath)]
    [InlineData("Export-MhsmReport x.html -RecoveryPointObjective 0", MhsmErrorId.InvalidDuration)]
    [InlineData("Format-MhsmTimeline -RecoveryPointObjective 0", MhsmErrorId.InvalidDuration)]
    [InlineData("[pscustomobject] @{ Name = 1 } | Format-MhsmTimeline", MhsmErrorId.InvalidBackup)]
    public void Bad_input_is_refused(string script, string errorId) => Assert.Equal(errorId, ErrorOf(script));

    private string ErrorOf(string script) => Assert.Single(_session.Invoke(script).Errors).FullyQualifiedErrorId.Split(',')[0];

    private static HsmHistory Of(params MhsmStoredBackup[] backups) => HsmHistory.Of(backups, [], Now).Single();

    private static MhsmStoredBackup Backup(string hsm, double daysAgo, MhsmBackupState state = MhsmBackupState.Complete)
    {
        DateTime time = Now.AddDays(-daysAgo);
        string folder = $"mhsm-{hsm}-{time:yyyyMMddHHmmssff}";
        return new MhsmStoredBackup
        {
            HsmName = hsm,
            Time = time,
            Age = Now - time,
            State = state,
            BackupFolder = folder,
            ContainerUri = new Uri("https://contosobackup.blob.core.windows.net/hsm"),
            BackupUri = new Uri("https://contosobackup.blob.core.windows.net/hsm/" + folder),
        };
    }
}
