using MhsmBackup.Errors;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Reports;
using MhsmBackup.Reports.Html;
using MhsmBackup.Restores;

namespace MhsmBackup.Tests.Restores.Drills;

public sealed class DrillReportTests : IDisposable
{
    private static readonly DateTime Now = new(2026, 11, 24, 12, 0, 0, DateTimeKind.Utc);

    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"mhsm-drill-{Guid.NewGuid():N}.html");

    public void Dispose()
    {
        _session.Dispose();
        File.Delete(_file);
    }

    [Fact]
    public void The_last_drill_of_an_hsm_is_shown_and_its_text_encoded()
    {
        string html = Page(
            Drill(1) with { Succeeded = false, KeysFound = 1, MissingKeys = ["<b>gone</b>"], Problem = "<script>alert(1)</script>" },
            Drill(30) with { DestinationHsm = "an-older-one" });
        foreach (string words in new[] { "Last restore drill", "24 h ago, into contoso-drill", "<dd>failed</dd>", "1 of 2 found whole", "&lt;b&gt;gone&lt;/b&gt;", "&lt;script&gt;", "12 min" })
            Assert.Contains(words, html, StringComparison.Ordinal);
        Assert.DoesNotContain("an-older-one", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_hsm_without_a_drill_has_no_such_section() =>
        Assert.DoesNotContain("Last restore drill", Page(Drill(1) with { HsmName = "another" }), StringComparison.Ordinal);

    [Fact]
    public void The_cmdlet_takes_results_back_from_a_file_and_says_what_is_none()
    {
        _session.Set("file", _file);
        _session.Set("text", System.Management.Automation.PSSerializer.Serialize(Drill(2) with { Succeeded = true, MissingKeys = [] }));
        SessionResult result = _session.Invoke(
            "$drill = [System.Management.Automation.PSSerializer]::Deserialize($text); Export-MhsmReport $file -HsmName contoso-hsm -Drill $drill, ([pscustomobject] @{ HsmName = 'x' }) -WarningAction SilentlyContinue");
        Assert.StartsWith(MhsmErrorId.InvalidDrill, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        string html = File.ReadAllText(_file);
        Assert.Contains("into contoso-drill", html, StringComparison.Ordinal);
        Assert.Contains("succeeded: restored", html, StringComparison.Ordinal);
        Assert.Contains("12 min", html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_cmdlet_takes_what_json_makes_of_a_result()
    {
        _session.Set("file", _file);
        SessionResult result = _session.Invoke(
            "$drill = [pscustomobject] @{ HsmName = 'contoso-hsm'; DestinationHsm = 'contoso-drill'; Succeeded = $null; BackupFolder = 'mhsm-contoso-hsm-2026112316180860'; BackupUri = 'https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180860'; "
            + "BackupTime = '2026-11-23T16:18:08Z'; StartTime = '2026-11-24T02:00:00Z'; RestoreDuration = [pscustomobject] @{ Ticks = 7200000000 } }; Export-MhsmReport $file -HsmName contoso-hsm -Drill $drill -WarningAction SilentlyContinue");
        Assert.Empty(result.Errors);
        string html = File.ReadAllText(_file);
        foreach (string words in new[] { "not verified", "2026-11-24 02:00 UTC", "12 min", "not compared" }) Assert.Contains(words, html, StringComparison.Ordinal);
    }

    private static string Page(params MhsmRestoreDrill[] drills) =>
        ReportPage.Write(HsmHistory.Of([], ["contoso-hsm"], Now), new ReportOptions { UtcNow = Now, Drills = drills });

    private static MhsmRestoreDrill Drill(int daysAgo) => new()
    {
        HsmName = "contoso-hsm",
        DestinationHsm = "contoso-drill",
        BackupFolder = "mhsm-contoso-hsm-2026112316180860",
        BackupUri = new Uri("https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180860"),
        BackupTime = Now.AddDays(-daysAgo).AddHours(-1),
        BackupAge = TimeSpan.FromHours(1),
        StartTime = Now.AddDays(-daysAgo),
        EndTime = Now.AddDays(-daysAgo).AddMinutes(15),
        RestoreDuration = TimeSpan.FromMinutes(12),
        KeysExpected = 2,
        KeysFound = 2,
    };
}
