using System.Management.Automation;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.RestoreMode;

/// <summary>While a full restore runs, its HSM refuses every other call: that is no error of a job that is waited for.</summary>
public sealed class RestoreModeTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Theory]
    [InlineData(503)]
    [InlineData(409)]
    public async Task A_backup_that_is_waited_for_while_a_restore_runs_comes_out_when_it_is_over(int status)
    {
        MhsmJob seen = StartRestoreBehindABackup(status);
        Session.Set("backup", seen);
        Task<SessionResult> waiting = Task.Run(() => Session.Invoke("$backup | Wait-MhsmJob -Verbose"), Cancel);
        await RefusedReadsAsync(seen, count: 3);
        Hsm.CurrentJob!.FinishNow();

        SessionResult result = await waiting;
        Assert.Empty(result.Errors);
        Assert.Equal((seen.JobId, "Succeeded"), (((MhsmJob)Assert.Single(result.Output).BaseObject).JobId, ((MhsmJob)result.Output[0].BaseObject).Status));
        // Told once, however often it was refused.
        Assert.Contains("restore mode", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Contains(result.Progress, record => record.StatusDescription.EndsWith("restore mode", StringComparison.Ordinal));
        Assert.Contains(result.Verbose, line => line.Contains($"{status} RestoreInProgress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_read_is_one_request()
    {
        MhsmJob seen = StartRestoreBehindABackup(503);
        int before = ReadsOf(seen).Count;
        Session.Set("backup", seen);
        Run("$backup | Get-MhsmJob");
        Assert.Single(ReadsOf(seen).Skip(before));
        await FinishAsync();
    }

    [Fact]
    public async Task Get_MhsmJob_shows_a_job_as_it_was_known_and_no_error()
    {
        MhsmJob seen = StartRestoreBehindABackup(503);
        SessionResult result = Run($"Get-MhsmJob -HsmName $hsm -JobId {seen.JobId}, {seen.JobId} -Operation Backup");
        Assert.Equal(2, result.Output.Count);
        MhsmJob job = (MhsmJob)result.Output[0].BaseObject;
        Assert.Equal((seen.JobId, "InProgress"), (job.JobId, job.Status));
        Assert.StartsWith("restore mode: ", job.StatusDetails, StringComparison.Ordinal);
        Assert.Contains("restore mode", Assert.Single(result.Warnings), StringComparison.Ordinal);
        await FinishAsync();
        Assert.Equal("Succeeded", RunForJob($"Get-MhsmJob -HsmName $hsm -JobId {seen.JobId} -Operation Backup").Status);
    }

    [Fact]
    public async Task The_restores_own_state_is_told()
    {
        StartRestoreBehindABackup(503);
        Assert.Equal("InProgress", RunForJob($"Get-MhsmJob -HsmName $hsm -JobId {Hsm.CurrentJob!.Id} -Operation Restore").Status);
        await FinishAsync();
    }

    [Theory]
    [InlineData("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas")]
    [InlineData("Test-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas")]
    public async Task A_start_is_refused_once_with_what_to_do(string start)
    {
        StartRestoreBehindABackup(503);
        int before = Starts.Count;
        (ErrorRecord error, _) = RunForError(start, MhsmErrorId.RestoreInProgress);
        Assert.Contains("restore mode", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Wait-MhsmJob", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceBusy, error.CategoryInfo.Category);
        Assert.Equal(before + 1, Starts.Count);
        await FinishAsync();
    }

    [Fact]
    public void A_second_restore_that_is_refused_as_another_operation_keeps_its_error()
    {
        Session.Set("backup", BackUp());
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/restore", StatusCode = 409, Text = "Conflict", Details = "Another restore operation is in progress." });
        RunForError("$backup | Start-MhsmRestore -SasToken $restoreSas -Force", MhsmErrorId.OperationInProgress);
    }

    // A backup that has ended, of which this side has not heard; and a restore that runs until it is told to end.
    private MhsmJob StartRestoreBehindABackup(int status)
    {
        MhsmJob started = RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");
        MhsmJob backup = RunForJob($"Get-MhsmJob -HsmName $hsm -JobId {started.JobId} -Operation Backup | Wait-MhsmJob");
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Hsm.Settings.RestoreModeStatus = status;
        Session.Set("done", backup);
        RunForJob("$done | Start-MhsmRestore -SasToken $restoreSas -SkipPreCheck -Force");
        return new MhsmJob { Operation = started.Operation, HsmName = started.HsmName, HsmUri = started.HsmUri, JobId = started.JobId };
    }

    private IReadOnlyList<RecordedRequest> ReadsOf(MhsmJob job) => [.. Emulator.Requests.All.Where(request => request.Path == $"/backup/{job.JobId}/pending")];

    private Task<RecordedRequest> RefusedReadsAsync(MhsmJob job, int count)
    {
        int before = ReadsOf(job).Count;
        return Emulator.Requests.WaitForAsync(_ => ReadsOf(job).Count >= before + count, Cancel);
    }

    private async Task FinishAsync()
    {
        Task ended = Hsm.CurrentJob!.Completion;
        Hsm.CurrentJob.FinishNow();
        await ended.WaitAsync(Cancel);
    }
}
