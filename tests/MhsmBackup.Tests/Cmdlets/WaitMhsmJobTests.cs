using System.Management.Automation;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

public sealed class WaitMhsmJobTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_finished_job_costs_no_request()
    {
        Session.Set("job", BackUp());
        Emulator.Requests.Clear();
        Assert.Equal("Succeeded", RunForJob("$job | Wait-MhsmJob").Status);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void Each_job_comes_out_as_it_ends()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Session.Set("slow", RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas"));
        Session.Set("quick", RunForJob("Start-MhsmBackup $sibling -ContainerUri $container -SasToken $backupSas"));
        Session.Set("finish", new Action(Hsm.CurrentJob!.FinishNow));
        SessionResult result = Run("$slow, $quick | Wait-MhsmJob | ForEach-Object { $_; if ($_.HsmName -eq 'contoso-2') { $finish.Invoke() } }");
        Assert.Equal(["contoso-2", "contoso-hsm"], result.Output.Select(job => ((MhsmJob)job.BaseObject).HsmName));
    }

    [Fact]
    public void Any_ends_with_the_first_and_leaves_the_others_alone()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        MhsmJob job = RunForJob("$hsm, $sibling | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -Any");
        Assert.Equal("contoso-2", job.HsmName);
        Assert.Equal("InProgress", Hsm.CurrentJob!.Status);
        Hsm.CurrentJob.FinishNow();
    }

    [Fact]
    public void A_timeout_is_an_error_for_each_job_that_runs_on_and_the_jobs_come_out()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        (ErrorRecord error, SessionResult result) =
            RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -Timeout 0.3", MhsmErrorId.WaitTimedOut);
        MhsmJob job = (MhsmJob)Assert.Single(result.Output).BaseObject;
        Assert.Equal("InProgress", job.Status);
        Assert.Contains($"-JobId {job.JobId} -Operation Backup", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.OperationTimeout, error.CategoryInfo.Category);
        Hsm.CurrentJob!.FinishNow();
    }

    [Fact]
    public void Under_ErrorAction_Stop_the_failed_job_comes_out_before_the_error()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = "ResourceNotFound" });
        SessionResult result = Session.Invoke(
            "$seen = [System.Collections.ArrayList]::new(); try { Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -ErrorAction Stop | ForEach-Object { [void]$seen.Add($_) } } catch { $_.FullyQualifiedErrorId }; $seen.Count");
        Assert.Equal([MhsmErrorId.JobFailed + ",MhsmBackup.Cmdlets.WaitMhsmJobCommand", 1], result.Output.Select(item => item.BaseObject));
    }

    [Fact]
    public void A_canceled_job_is_told_as_canceled()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Canceled" });
        RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob", MhsmErrorId.JobCanceled);
    }

    [Fact]
    public void An_unknown_status_is_no_end()
    {
        Hsm.Settings.JobDuration = TimeSpan.FromMilliseconds(300);
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Pausing" });
        SessionResult result = Run("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob -Verbose");
        Assert.Contains(result.Verbose, line => line.Contains("Pausing", StringComparison.Ordinal));
        Assert.Single(result.Output);
    }

    [Fact]
    public void Trouble_that_passes_does_not_end_the_wait()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/backup/*", StatusCode = 503, Count = 2, RetryAfter = 0 });
        Emulator.Faults.Add(new Fault(FaultKind.MalformedBody) { Path = "/backup/*" });
        Assert.Equal("Succeeded", RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob").Status);
    }

    [Fact]
    public void A_state_that_may_not_be_read_is_an_error_and_the_job_comes_out()
    {
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/backup/*", StatusCode = 403 });
        (_, SessionResult result) = RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob", MhsmErrorId.AccessDenied);
        Assert.Equal("InProgress", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
    }

    [Fact]
    public void Progress_shows_the_whole_and_a_line_a_job()
    {
        Session.Set("jobs", Run("$hsm, $sibling | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas").Output);
        IReadOnlyList<ProgressRecord> progress = Run("$jobs | Wait-MhsmJob").Progress;
        Assert.Contains(progress, record => record.ParentActivityId < 0 && record.StatusDescription == "2 of 2 ended" && record.PercentComplete == 100);
        Assert.Contains(progress, record => record.ParentActivityId >= 0 && record.Activity == "contoso-2 Backup" && record.StatusDescription.EndsWith("InProgress", StringComparison.Ordinal));
        foreach (IGrouping<int, ProgressRecord> line in progress.GroupBy(record => record.ActivityId))
            Assert.Equal(ProgressRecordType.Completed, line.Last().RecordType);
    }

    [Fact]
    public void Without_a_console_there_is_no_progress()
    {
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        SessionResult result = session.Invoke("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        Assert.Single(result.Output);
        Assert.Empty(result.Progress);
    }

    [Theory]
    [InlineData("2100000")]
    [InlineData("'2100000'")]
    [InlineData("'24.07:20:00'")]
    [InlineData("([timespan]::FromSeconds(2100000))")]
    public void A_plain_number_is_seconds(string argument)
    {
        Session.Set("job", BackUp());
        (ErrorRecord error, _) = RunForError($"$job | Wait-MhsmJob -Timeout {argument}", MhsmErrorId.InvalidDuration);
        Assert.Contains("24.07:20:00", error.ToString(), StringComparison.Ordinal);
    }
}
