using MhsmBackup.Emulator.Faults;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Restores;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Drills;

/// <summary>Wherever a drill is cut off, the next one finds what it left and goes through, without -Force.</summary>
public sealed class DrillFaultTests(AzuriteFixture azurite) : DrillTest(azurite)
{
    [Fact]
    public async Task Killed_while_the_restore_runs_the_next_drill_says_so_and_goes_through_after_its_end()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        DrillHsm.Settings.RestoreModeStatus = 409;
        Emulator.Faults.Add(new Fault(FaultKind.Duration) { Path = "/restore", Time = Timeout.InfiniteTimeSpan });
        PowerShellSession killed = OpenSession();
        Prepare(killed);
        Task<SessionResult> drill = killed.InvokeAsync(Drill);
        await Emulator.Requests.WaitForAsync(request => request.Path.StartsWith("/restore/", StringComparison.Ordinal) && DrillHsm.CurrentJob?.Kind == MhsmBackup.Emulator.Jobs.HsmJobKind.Restore, Cancel);
        await Task.Run(killed.Stop, Cancel);
        Assert.True((await drill.WaitAsync(Cancel)).WasStopped);
        string jobId = DrillHsm.CurrentJob!.Id;
        string warning = Assert.Single(killed.Host.Record.Warnings);
        Assert.Contains($"-JobId {jobId} -Operation Restore | Wait-MhsmJob", warning, StringComparison.Ordinal);

        foreach (string force in new[] { "", "-Force" })
        {
            (System.Management.Automation.ErrorRecord error, _) = RunForError(Drill + force, MhsmErrorId.OperationInProgress);
            Assert.Contains("Wait-MhsmJob", error.ToString(), StringComparison.Ordinal);
        }

        Task ended = DrillHsm.CurrentJob.Completion;
        DrillHsm.CurrentJob.FinishNow();
        await ended.WaitAsync(Cancel);
        Assert.True(RunForDrill(Drill).Succeeded);
    }

    [Fact]
    public void Killed_between_the_restore_and_the_comparison_the_next_drill_goes_through()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Run("Start-MhsmRestore $drillHsm -ContainerUri (Get-MhsmBackup $container -SasToken $restoreSas -Latest).BackupUri -SasToken $restoreSas -Force -Wait");
        Assert.Equal(["a"], DrillHsm.Keys.Names);
        Assert.True(RunForDrill(Drill).Succeeded);
    }

    [Fact]
    public void Killed_between_two_hsms_the_next_drill_goes_through()
    {
        Hsm.Keys.Create("a");
        Other.Keys.Create("c");
        BackUpLater(Hsm);
        BackUpLater(Other);
        Assert.True(RunForDrill(Drill).Succeeded);
        Assert.Equal(2, Run(Drill.Replace("$hsm", "$hsm, $other", StringComparison.Ordinal)).Output.Count);
    }

    [Fact]
    public async Task A_start_whose_answer_is_lost_is_told_and_the_next_drill_goes_through()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Emulator.Faults.Add(new Fault(FaultKind.DropAnswer) { Path = "/restore", Method = "PUT" });
        (_, SessionResult result) = RunForError(Drill, MhsmErrorId.StartUncertain);
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Equal((null, null), (drill.Succeeded, drill.JobId));
        Assert.Equal(1, DrillHsm.Jobs.Count(job => job.Kind == MhsmBackup.Emulator.Jobs.HsmJobKind.Restore));
        await DrillHsm.Jobs.Last().Completion.WaitAsync(Cancel);
        Assert.True(RunForDrill(Drill).Succeeded);
    }

    [Fact]
    public async Task A_restore_whose_state_may_no_longer_be_read_names_its_job()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/restore/*", StatusCode = 401 });
        (System.Management.Automation.ErrorRecord error, SessionResult result) = RunForError(Drill + "-SkipPreCheck", MhsmErrorId.Unauthorized);
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Null(drill.Succeeded);
        Assert.Equal(DrillHsm.Jobs.Last().Id, drill.JobId);
        Assert.Contains($"-JobId {drill.JobId} -Operation Restore | Wait-MhsmJob", error.ToString(), StringComparison.Ordinal);
        await DrillHsm.Jobs.Last().Completion.WaitAsync(Cancel);
        Assert.True(RunForDrill(Drill).Succeeded);
    }

    [Fact]
    public void A_network_that_is_gone_for_a_while_does_not_end_the_wait()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        // More than a read tries by itself.
        Emulator.Faults.Add(new Fault(FaultKind.Drop) { Path = "/restore/*", Count = 6 });
        SessionResult result = Run(Drill + "-SkipPreCheck");
        Assert.True(((MhsmRestoreDrill)Assert.Single(result.Output).BaseObject).Succeeded);
        Assert.Contains("tried again", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_that_is_cut_off_leaves_a_result_that_is_not_verified()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        // The sources are read before; only the drill HSM is asked for the key after the restore.
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/keys/a/versions", Hsm = "contoso-drill", StatusCode = 401 });
        (_, SessionResult result) = RunForError(Drill, MhsmErrorId.Unauthorized);
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Equal((null, null), (drill.Succeeded, drill.KeysExpected));
        Assert.NotNull(drill.JobId);
        Assert.True(RunForDrill(Drill).Succeeded);
    }
}
