using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

public sealed class GetMhsmJobTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_job_is_found_by_hsm_id_and_operation_alone()
    {
        MhsmJob backup = BackUp();
        MhsmJob found = RunForJob($"Get-MhsmJob -HsmName $hsm -JobId {backup.JobId} -Operation Backup");
        Assert.Equal((backup.JobId, "Succeeded", backup.BackupUri, backup.StartTime), (found.JobId, found.Status, found.BackupUri, found.StartTime));
    }

    [Fact]
    public async Task Without_arguments_the_jobs_of_this_session_come_with_their_state_now()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        MhsmJob started = RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");
        Task ended = Hsm.CurrentJob!.Completion;
        Hsm.CurrentJob.FinishNow();
        await ended.WaitAsync(Cancel);
        SessionResult result = Session.Invoke("Get-MhsmJob -ErrorAction SilentlyContinue");
        MhsmJob found = Assert.Single(result.Output.Select(item => (MhsmJob)item.BaseObject), job => job.JobId == started.JobId);
        Assert.Equal("Succeeded", found.Status);
    }

    [Fact]
    public void A_job_that_the_hsm_does_not_know_is_told()
    {
        (ErrorRecord error, _) = RunForError("Get-MhsmJob -HsmName $hsm -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Backup", MhsmErrorId.JobNotFound);
        Assert.Contains("-Operation", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
    }

    [Fact]
    public void Jobs_come_out_in_the_order_given()
    {
        MhsmJob[] jobs = [.. Run("$hsm, $sibling, $stranger | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob").Output.Select(item => (MhsmJob)item.BaseObject)];
        jobs = [.. jobs.OrderBy(job => job.HsmName != Hsm.Name).ThenBy(job => job.HsmName)];
        Session.Set("jobs", jobs);
        Emulator.Faults.Add($"delay=0.5,method=GET,path=/backup/*,hsm={Hsm.Name}"); // the first answer is the last to come
        Assert.Equal(jobs.Select(job => job.JobId), Run("$jobs | Get-MhsmJob").Output.Select(item => ((MhsmJob)item.BaseObject).JobId));
    }

    [Fact]
    public void A_restores_state_keeps_what_an_answer_cannot_say()
    {
        Hsm.Keys.Create("a");
        Session.Set("backup", BackUp());
        Hsm.Lose();
        MhsmJob job = RunForJob("$backup | Restore-MhsmKey -KeyName a -SasToken $restoreSas | Wait-MhsmJob | Get-MhsmJob");
        Assert.Equal(("a", "Succeeded"), (job.KeyName, job.Status));
        Assert.NotNull(job.BackupFolder);
    }
}
