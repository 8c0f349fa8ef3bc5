using System.Management.Automation;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Checks;

public sealed class TestMhsmBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Check = "Test-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas";

    [Fact]
    public async Task A_check_that_passes_says_so_and_leaves_nothing_behind()
    {
        MhsmJob check = RunForJob(Check);
        Assert.Equal((MhsmOperation.PreBackup, "Succeeded", true, "Pass"), (check.Operation, check.Status, check.Passed, check.CheckResult));
        Assert.Empty(await Container.BlobNamesAsync());
        Assert.Equal(["/prebackup"], Starts.Select(start => start.Path));
        Assert.All(Emulator.Requests.All.Except(Starts), read => Assert.Equal($"/backup/{check.JobId}/pending", read.Path));
    }

    [Fact]
    public void A_check_that_fails_is_a_result_that_says_why_and_no_error()
    {
        MhsmJob check = RunForJob("Test-MhsmBackup $hsm -ContainerUri \"$container-of-nobody\" -UseManagedIdentity");
        Assert.Equal(("Failed", false), (check.Status, check.Passed));
        Assert.StartsWith("ResourceNotFound. ", check.CheckResult, StringComparison.Ordinal);
        Assert.Contains("check that the container exists", check.CheckResult, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_that_was_canceled_has_not_passed()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Canceled" });
        MhsmJob check = RunForJob(Check);
        Assert.Equal((false, "The check was canceled."), (check.Passed, check.CheckResult));
    }

    [Fact]
    public void Several_hsms_are_checked_side_by_side()
    {
        Sibling.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Session.Set("finish", new Action(() =>
        {
            // Its start may be answered later than the first check's end.
            Assert.True(SpinWait.SpinUntil(() => Sibling.CurrentJob is not null, TimeSpan.FromSeconds(30)));
            Sibling.CurrentJob!.FinishNow();
        }));
        // The first check to end lets the second one end: only side by side does either come out.
        SessionResult result = Run("$hsm, $sibling | Test-MhsmBackup -ContainerUri $container -SasToken $backupSas | ForEach-Object { $_; if ($_.HsmName -eq 'contoso-hsm') { $finish.Invoke() } }");
        Assert.Equal([("contoso-hsm", true), ("contoso-2", true)], result.Output.Select(item => (MhsmJob)item.BaseObject).Select(job => (job.HsmName, job.Passed)));
    }

    [Fact]
    public void Without_Wait_the_job_comes_at_once_and_can_be_waited_for()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        MhsmJob started = RunForJob(Check + " -Wait:$false");
        Assert.Equal(("InProgress", null, null), (started.Status, started.Passed, started.CheckResult));
        Session.Set("job", started);
        Hsm.CurrentJob!.FinishNow();
        MhsmJob ended = RunForJob("$job | Wait-MhsmJob");
        Assert.Equal((started.JobId, true), (ended.JobId, ended.Passed));
    }

    [Fact]
    public void Wait_MhsmJob_tells_a_check_that_failed_as_it_tells_every_failed_job()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = "ResourceNotFound" });
        (ErrorRecord error, SessionResult result) = RunForError(Check + " -Wait:$false | Wait-MhsmJob", MhsmErrorId.JobFailed);
        Assert.Contains("check before a backup", error.ToString(), StringComparison.Ordinal);
        Assert.False(((MhsmJob)Assert.Single(result.Output).BaseObject).Passed);
    }

    [Fact]
    public void Quiet_says_true_or_false_for_each_hsm()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Hsm = Sibling.Name });
        Assert.Equal([true], Run(Check + " -Quiet").Output.Select(item => item.BaseObject));
        Assert.Equal([false], Run("Test-MhsmBackup $sibling -ContainerUri $container -SasToken $backupSas -Quiet").Output.Select(item => item.BaseObject));
    }

    [Theory]
    [InlineData("-SasToken $restoreSas", MhsmErrorId.SasTokenLacksPermission)]
    [InlineData("-SasToken $backupSas -ApiVersion 7.5", MhsmErrorId.ApiVersionTooOld)]
    public void Quiet_says_false_beside_the_error_of_a_check_that_could_not_be_run(string arguments, string errorId)
    {
        (_, SessionResult result) = RunForError($"Test-MhsmBackup $hsm -ContainerUri $container {arguments} -Quiet", errorId);
        Assert.Equal([false], result.Output.Select(item => item.BaseObject));
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void Quiet_without_a_wait_has_nothing_to_say()
    {
        RunForError(Check + " -Quiet -Wait:$false", MhsmErrorId.SwitchConflict);
        Assert.Empty(Emulator.Requests.All);
    }

    [Theory]
    [InlineData(404, "NotFound", "There is no such operation.")]
    [InlineData(405, "MethodNotAllowed", "POST is not allowed here.")]
    [InlineData(400, "BadParameter", "The specified version (7.6) is not recognized. Consider using the latest supported version (7.5).")]
    [InlineData(400, "BadParameter", "api-version 7.6 is not supported.")]
    public void An_older_service_is_told_as_what_it_is(int status, string code, string message)
    {
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/prebackup", StatusCode = status, Text = code, Details = message });
        (ErrorRecord error, SessionResult result) = RunForError(Check, MhsmErrorId.PreCheckUnavailable);
        Assert.Empty(result.Output);
        Assert.Contains(Hsm.Uri.AbsoluteUri, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Test-MhsmBackupStorage", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.NotInstalled, error.CategoryInfo.Category);
        Assert.Single(Starts);
    }

    [Fact]
    public void A_refusal_for_another_reason_says_nothing_of_an_older_service()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/prebackup", StatusCode = 400, Text = "BadParameter", Details = "The token is malformed." });
        RunForError(Check, MhsmErrorId.RequestRefused);
    }

    [Fact]
    public void A_start_whose_answer_is_lost_is_not_sent_again()
    {
        Emulator.Faults.Add(new Fault(FaultKind.DropAnswer) { Path = "/prebackup" });
        (ErrorRecord error, _) = RunForError(Check, MhsmErrorId.StartUncertain);
        Assert.Contains("A check changes nothing", error.ToString(), StringComparison.Ordinal);
        Assert.Single(Starts);
    }

    [Fact]
    public void An_hsm_that_refuses_does_not_stop_the_others()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/prebackup", StatusCode = 404, Hsm = Hsm.Name });
        (_, SessionResult result) = RunForError("$hsm, $sibling | Test-MhsmBackup -ContainerUri $container -SasToken $backupSas", MhsmErrorId.PreCheckUnavailable);
        Assert.Equal("contoso-2", ((MhsmJob)Assert.Single(result.Output).BaseObject).HsmName);
    }

    [Fact]
    public void The_role_Managed_HSM_Backup_is_enough()
    {
        Session.Set("token", TokenOf(BuiltInRoles.Backup));
        Assert.True(RunForJob(Check + " -AccessToken $token").Passed);
    }

    [Fact]
    public void Who_may_not_back_up_hears_which_role_is_missing()
    {
        Session.Set("token", TokenOf(BuiltInRoles.CryptoUser));
        (ErrorRecord error, _) = RunForError(Check + " -AccessToken $token", MhsmErrorId.AccessDenied);
        Assert.Contains("Managed HSM Backup", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_hsm_that_runs_a_job_is_busy()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");
        RunForError(Check, MhsmErrorId.OperationInProgress);
        Hsm.CurrentJob!.FinishNow();
    }

    [Fact]
    public void The_default_hsm_and_container_of_the_session_are_taken()
    {
        Run("Connect-Mhsm -AccessToken $token -HsmName $hsm -ContainerUri $container");
        Assert.Equal("contoso-hsm", RunForJob("Test-MhsmBackup -SasToken $backupSas").HsmName);
    }

    [Fact]
    public void The_verdict_survives_clixml_and_is_shown()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = "ResourceNotFound" });
        MhsmJob check = RunForJob(Check);
        Session.Set("check", PSSerializer.Deserialize(PSSerializer.Serialize(check)));
        Assert.Equal([false, check.CheckResult], Run("$check.Passed; $check.CheckResult").Output.Select(item => item.BaseObject));
        MhsmJob after = (MhsmJob)Assert.Single(Session.Invoke("$check | Wait-MhsmJob -ErrorAction SilentlyContinue").Output).BaseObject;
        Assert.Equal((check.Passed, check.CheckResult), (after.Passed, after.CheckResult));
        Session.Set("passed", RunForJob(Check));
        Session.Show("$passed");
        Assert.Contains(Session.Host.Record.Lines, line => line.Contains(" Pass", StringComparison.Ordinal) && line.Length <= 120);
    }

    private string TokenOf(BuiltInRole role)
    {
        EmulatorPrincipal principal = new("somebody-" + Guid.NewGuid().ToString("N"), Secret: null);
        Hsm.Assign(principal, role);
        return Emulator.IssueToken(principal);
    }
}
