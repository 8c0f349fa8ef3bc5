using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Full;

/// <summary>The safety backup: taken first, never twice, and enough for either reading of the service's rule.</summary>
public sealed class SafetyBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Restore = "$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -SafetyBackup -SafetySasToken $safetySas -Force -Wait";

    [Fact]
    public void The_backup_comes_first_and_its_job_comes_out_too()
    {
        Hsm.Keys.Create("a");
        Prepare();
        Sibling.Keys.Create("to-be-wiped");
        AssertBoth(Run(Restore));
        Assert.Equal(["a"], Sibling.Keys.Names);

        // What was wiped is in the safety backup.
        MhsmJob safety = Assert.IsType<MhsmJob>(Run("Get-MhsmBackup $container -SasToken $restoreSas -HsmName contoso-2 | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -Force -Wait").Output.Single().BaseObject);
        Assert.Equal("Succeeded", safety.Status);
        Assert.Equal(["to-be-wiped"], Sibling.Keys.Names);
    }

    [Fact]
    public void A_service_that_wants_a_young_backup_takes_the_restore_at_once()
    {
        Prepare();
        Sibling.Settings.RestoreRule = RestoreRule.BackupWithin30Minutes;
        AssertBoth(Run(Restore));
        Assert.Single(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-SkipPreCheck")]
    public void A_service_that_wants_an_older_backup_is_asked_again_when_it_is(string switches)
    {
        Prepare();
        Sibling.Settings.RestoreRule = RestoreRule.BackupAtLeast30MinutesOld;
        Sibling.Settings.RestoreRuleLength = TimeSpan.FromSeconds(3);
        AssertBoth(Run($"{Restore} {switches}"));
        Assert.Equal(2, Emulator.Requests.Of("PUT", "/restore").Count);
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("it is asked for again at", StringComparison.Ordinal));
    }

    [Fact]
    public void A_safety_backup_that_fails_restores_nothing()
    {
        Prepare();
        Session.Set("safetySas", Container.Sas("crdw").Replace("sig=", "sig=AAAA", StringComparison.Ordinal));
        SessionResult result = Session.Invoke(Restore);
        System.Management.Automation.ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(MhsmErrorId.JobFailed, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("Nothing was restored", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("Failed", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public async Task A_run_that_was_stopped_during_its_safety_backup_says_so_and_the_next_one_goes_on_with_it()
    {
        Prepare();
        Sibling.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Task<SessionResult> first = Session.InvokeAsync(Restore + " -SkipPreCheck");
        await Emulator.Requests.WaitForAsync(request => request.Path.StartsWith("/backup/", StringComparison.Ordinal) && request.Hsm == "contoso-2", Cancel);
        await Task.Run(Session.Stop, Cancel);
        Assert.True((await first.WaitAsync(Cancel)).WasStopped);
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("Nothing was restored. The safety backup runs on", StringComparison.Ordinal));

        Sibling.Settings.JobDuration = TimeSpan.Zero;
        Sibling.CurrentJob!.FinishNow();
        Run($"Wait-MhsmJob -HsmName $sibling -JobId {Sibling.Jobs.Last().Id} -Operation Backup");
        MhsmJob restore = RunForJob(Restore);
        Assert.Equal((MhsmOperation.Restore, "Succeeded"), (restore.Operation, restore.Status));
        Assert.Single(Emulator.Requests.Of("POST", "/backup"), request => request.Hsm == "contoso-2");
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("it serves as the safety backup", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_safety_backup_of_a_cut_run_is_found_with_the_right_that_the_restore_has()
    {
        Prepare();
        Session.Set("safetySas", Container.Sas("rcwd")); // what New-MhsmSasToken makes: it lists nothing
        Sibling.Keys.Create("to-be-wiped");
        await Task.Delay(1100, Cancel); // the service's times are whole seconds
        Run("$null = Start-MhsmBackup $sibling -ContainerUri $container -SasToken $safetySas -Wait");
        RunForJob(Restore);
        Assert.Single(Emulator.Requests.Of("POST", "/backup"), request => request.Hsm == "contoso-2");
    }

    [Fact]
    public void The_backup_that_is_restored_is_no_safety_backup()
    {
        Hsm.Keys.Create("old");
        Prepare();
        Hsm.Keys.Create("made-since");
        SessionResult result = Run("$backup | Start-MhsmRestore -SasToken $safetySas -SafetyBackup -Force -Wait");
        Assert.Equal([MhsmOperation.Backup, MhsmOperation.Restore], result.Output.Select(item => ((MhsmJob)item.BaseObject).Operation));
        Assert.Equal(["old"], Hsm.Keys.Names);
    }

    [Theory]
    [InlineData("Create")]
    [InlineData("Delete")]
    public async Task A_backup_that_lacks_what_was_changed_since_is_no_safety_backup(string change)
    {
        Prepare();
        Sibling.Keys.Create("here");
        await Task.Delay(1100, Cancel);
        Run("$null = Start-MhsmBackup $sibling -ContainerUri $container -SasToken $safetySas -Wait");
        if (change == "Create") Sibling.Keys.Create("made-since");
        else Sibling.Keys.Delete("here");
        AssertBoth(Run(Restore));
    }

    [Fact]
    public void Who_may_not_read_keys_takes_another_safety_backup()
    {
        EmulatorPrincipal principal = new("restorer-alone", Secret: null);
        Hsm.Assign(principal, BuiltInRoles.Administrator); // a restore brings the role assignments of the backup
        Sibling.Assign(principal, BuiltInRoles.Administrator);
        Prepare();
        Run("$null = Start-MhsmBackup $sibling -ContainerUri $container -SasToken $safetySas -Wait");
        Session.Set("token", Emulator.IssueToken(principal));
        AssertBoth(Run(Restore + " -AccessToken $token"));
    }

    [Fact]
    public async Task A_stop_after_the_restore_was_sent_says_that_it_runs_on()
    {
        Prepare();
        Emulator.Faults.Add("duration=600,method=PUT,path=/restore");
        Task<SessionResult> running = Session.InvokeAsync(Restore + " -SkipPreCheck");
        await Emulator.Requests.WaitForAsync(request => request.Path.StartsWith("/restore/", StringComparison.Ordinal) && request.Hsm == "contoso-2", Cancel);
        await Task.Run(Session.Stop, Cancel);
        Assert.True((await running.WaitAsync(Cancel)).WasStopped);
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("restore", StringComparison.Ordinal) && text.Contains("runs on. To come back", StringComparison.Ordinal));
        Assert.DoesNotContain(Session.Host.Record.Warnings, text => text.Contains("Nothing was restored", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -SafetyBackup -Force", MhsmErrorId.StorageAccessMissing)]
    [InlineData("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -SafetyBackup -SafetySasToken $restoreSas -Force", MhsmErrorId.SasTokenLacksPermission)]
    [InlineData("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -SafetyBackup -SafetySasToken $backupSas -SafetyContainerUri \"${container}?$backupSas\" -Force", MhsmErrorId.StorageAccessConflict)]
    public void What_cannot_write_a_safety_backup_is_refused_before_any_call(string script, string errorId)
    {
        Prepare();
        Emulator.Requests.Clear();
        RunForError(script, errorId);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void A_place_for_a_safety_backup_that_is_not_asked_for_is_refused()
    {
        Prepare();
        SessionResult result = Session.Invoke("try { $backup | Start-MhsmRestore -SasToken $restoreSas -SafetySasToken $safetySas -Force } catch { $_.FullyQualifiedErrorId }");
        Assert.StartsWith(MhsmErrorId.SwitchConflict, Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_into_another_container_with_a_right_of_its_own()
    {
        Prepare();
        SessionResult result = Run("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -SafetyBackup -SafetyContainerUri \"$container/safety?$safetySas\" -Force -Wait");
        AssertBoth(result);
        Assert.StartsWith("safety/mhsm-contoso-2-", ((MhsmJob)result.Output[0].BaseObject).BackupFolder, StringComparison.Ordinal);
    }

    [Fact]
    public void The_question_names_the_safety_backup_as_the_way_back()
    {
        MhsmJob backup = BackUp();
        PowerShellSession session = OpenSession(new HostOptions { Answers = new Queue<string>(["n"]) });
        session.Set("backup", backup);
        session.Set("safetySas", Container.Sas("rcwdl"));
        session.Invoke("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -SafetyBackup -SafetySasToken $safetySas");
        Assert.Contains("The full backup that is taken first is the way back", Assert.Single(session.Host.Record.Prompts), StringComparison.Ordinal);
        Assert.Single(Emulator.Requests.Of("POST", "/backup"));
    }

    private void Prepare()
    {
        Session.Set("backup", BackUp());
        Session.Set("safetySas", Container.Sas("rcwdl"));
    }

    private static void AssertBoth(SessionResult result) => Assert.Equal(
        [(MhsmOperation.Backup, "contoso-2", "Succeeded"), (MhsmOperation.Restore, "contoso-2", "Succeeded")],
        result.Output.Select(item => (MhsmJob)item.BaseObject).Select(job => (job.Operation, job.HsmName, job.Status)));
}
