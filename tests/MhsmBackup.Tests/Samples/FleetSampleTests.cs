using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Samples;

/// <summary>The nightly script of runbooks, scheduled tasks and cron.</summary>
public sealed class FleetSampleTests(SecureStorageFixture fixture) : SampleTest(fixture)
{
    [Fact]
    public async Task A_good_night_backs_up_prunes_and_reports_and_raises_no_alert()
    {
        AsServicePrincipal();
        await AddOldBackupsAsync();
        TestContainer web = await Fixture.NewContainerAsync();
        SessionResult result = Run($"{Call("$hsm")} -KeepDaily 7 -KeepWeekly 1 -KeepMonthly 1 -ReportPath '{Report}' -ReportContainerUri {web.Uri} -AlertUri https://alerts.example/hook");
        AssertOneBackup(result);
        Assert.True(result.Output.Select(item => item.BaseObject).OfType<MhsmRemoval>().Count() >= 12);
        Assert.Contains(result.Output, item => item.BaseObject is FileInfo);
        Assert.Empty(Alerts);
        BlobDownloadResult sent = await web.Client.GetBlobClient("hsm-backups.html").DownloadContentAsync(Cancel);
        Assert.Equal(await File.ReadAllTextAsync(Report, Cancel), sent.Content.ToString());
        Assert.StartsWith("text/html", sent.Details.ContentType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runbook_signs_in_as_the_user_assigned_identity_and_finds_its_webhook_in_a_variable()
    {
        Variables.Set("IDENTITY_ENDPOINT", Fixture.Emulator.SignIn.IdentityEndpoint.AbsoluteUri).Set("IDENTITY_HEADER", Fixture.Emulator.SignIn.IdentityHeader);
        Run("function Get-AutomationVariable([string] $Name) { if ($Name -eq 'HsmBackupAlertUri') { 'https://alerts.example/hook?sig=secret' } }");
        Fixture.Emulator.Requests.Clear();
        SessionResult result = Session.Invoke($"{Call("$hsm, 'no hsm'")} -ClientId {SecureStorageFixture.Automation.ClientId} -ReportPath '{Report}'");
        AssertOneBackup(result);
        Assert.Equal(SecureStorageFixture.Automation.ObjectId, Assert.Single(Fixture.Emulator.Requests.Of("POST", "/backup")).CallerObjectId);
        (string uri, System.Text.Json.JsonElement body) = Assert.Single(Alerts);
        Assert.Equal("https://alerts.example/hook?sig=secret", uri);
        Assert.Contains("no hsm", body.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("no backup", await File.ReadAllTextAsync(Report, Cancel), StringComparison.OrdinalIgnoreCase);
        ShownTexts.AssertWithout(["sig=secret"], ShownTexts.Of(Session, result));
    }

    [Fact]
    public async Task A_bad_night_removes_nothing_and_ends_with_every_reason()
    {
        AsServicePrincipal();
        await AddOldBackupsAsync();
        int before = Run("(Get-MhsmBackup $container).Count").Output[0].BaseObject is int count ? count : 0;
        Fixture.Emulator.Faults.Add("outcome=Failed,path=/backup,details=The storage said no.");
        SessionResult result = Session.Invoke($"{Call("$hsm")} -KeepDaily 1 -ReportPath '{Report}' -AlertUri https://away.example/hook?sig=secret");
        Assert.Equal(MhsmErrorId.JobFailed, result.Errors[0].FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("1 problem(s) with the backups of", result.Errors[^1].ToString(), StringComparison.Ordinal);
        Assert.Contains("The alert could not be sent to -AlertUri.", HostLines);
        Assert.Equal(20, before);
        Assert.DoesNotContain(result.Output, item => item.BaseObject is MhsmRemoval);
        Assert.True(File.Exists(Report));
        ShownTexts.AssertWithout(["sig=secret"], ShownTexts.Of(Session, result));
    }

    [Fact]
    public void Nobody_who_could_sign_in_is_a_problem_that_is_told()
    {
        SessionResult result = Session.Invoke($"{Call("$hsm")} -AlertUri https://alerts.example/hook");
        Assert.Contains("Connect-Mhsm", result.Errors[^1].ToString(), StringComparison.Ordinal);
        Assert.Contains("Connect-Mhsm", Assert.Single(Alerts).Body.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    // What is in the environment of cron's example.
    private void AsServicePrincipal()
    {
        Variables.Set("AZURE_CLIENT_ID", SecureStorageFixture.Workflow.ClientId).Set("AZURE_TENANT_ID", Fixture.Tenant)
            .Set("AZURE_CLIENT_CERTIFICATE_PATH", NewCertificateFile());
    }

    private static string Call(string hsms) => $"& '{PathOf("Backup-HsmFleet.ps1")}' -HsmName {hsms} -ContainerUri $container";
}
