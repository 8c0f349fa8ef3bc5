using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Full;

/// <summary>What Start-MhsmRestore finds out before it asks.</summary>
public sealed class RestoreChecksTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Restore = "$backup | Start-MhsmRestore -SasToken $restoreSas -Force -Wait";

    [Fact]
    public void A_folder_that_is_not_there_is_refused_before_the_hsm_hears_of_it()
    {
        Emulator.Requests.Clear();
        RunForError("Start-MhsmRestore $hsm -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2020083120161860 -SasToken $restoreSas -Force", MhsmErrorId.BackupNotFound);
        RunForError("Start-MhsmRestore $hsm -ContainerUri $container -BackupFolder photos -SasToken $restoreSas -Force", MhsmErrorId.BackupNotFound);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public async Task A_backup_that_is_partial_is_refused_and_the_advice_lists_the_others()
    {
        MhsmJob backup = PrepareBackup();
        await Azurite.Server.Container(Container.Name).DeleteBlobAsync($"{backup.BackupFolder}/manifest.json", cancellationToken: Cancel);
        Emulator.Requests.Clear();
        (System.Management.Automation.ErrorRecord error, _) = RunForError(Restore, MhsmErrorId.BackupIncomplete);
        Assert.Contains("Get-MhsmBackup", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void A_restore_of_another_hsms_backup_and_of_an_older_one_is_warned_of()
    {
        PrepareBackup();
        MhsmJob newer = BackUp();
        RunForJob("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -Force -Wait");
        IReadOnlyList<string> warnings = Session.Host.Record.Warnings;
        Assert.Contains(warnings, text => text.Contains("The backup is of contoso-hsm, and contoso-2 would be restored", StringComparison.Ordinal));
        Assert.Contains(warnings, text => text.Contains($"newer backup in this place: {newer.BackupFolder}", StringComparison.Ordinal));
    }

    [Fact]
    public void The_newest_backup_of_the_hsm_itself_is_warned_of_by_nothing()
    {
        PrepareBackup();
        RunForJob(Restore);
        Assert.DoesNotContain(Session.Host.Record.Warnings, text => text.Contains("backup", StringComparison.Ordinal));
        Assert.Single(Emulator.Requests.Of("PUT", "/prerestore"));
        Assert.Single(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public void What_this_machine_may_not_see_is_a_warning_and_the_service_decides()
    {
        Hsm.Keys.Create("a");
        PrepareBackup();
        Hsm.Lose();
        // The token of an identity is not sent over the plain http of this storage.
        RunForJob("$backup | Start-MhsmRestore -UseManagedIdentity -Force -Wait");
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("could not be looked at from here", StringComparison.Ordinal));
        Assert.Equal(["a"], Hsm.Keys.Names);
    }

    [Theory]
    [InlineData("-SkipPreCheck")]
    [InlineData("-ApiVersion 7.5")]
    public void Without_a_check_of_the_service_the_restore_goes_on(string switches)
    {
        PrepareBackup();
        RunForJob($"{Restore} {switches}");
        Assert.Empty(Emulator.Requests.Of("PUT", "/prerestore"));
    }

    [Fact]
    public void A_service_that_knows_no_check_is_warned_of_and_the_restore_goes_on()
    {
        PrepareBackup();
        Emulator.Faults.Add("status=404,path=/prerestore");
        RunForJob(Restore);
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("no such check before version 7.6", StringComparison.Ordinal));
    }

    [Fact]
    public void A_check_that_fails_leaves_the_hsm_as_it_is_and_tells_the_services_words()
    {
        PrepareBackup();
        Hsm.Keys.Create("made-since");
        Emulator.Faults.Add("outcome=Failed,path=/prerestore,details=The backup is of a future firmware.");
        (System.Management.Automation.ErrorRecord error, _) = RunForError(Restore, MhsmErrorId.PreCheckFailed);
        Assert.Contains("Nothing was changed", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("The backup is of a future firmware.", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("made-since", Hsm.Keys.Names);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public void Several_hsms_are_checked_side_by_side_and_one_that_fails_stops_no_other()
    {
        Hsm.Keys.Create("a");
        PrepareBackup();
        SessionResult result = Session.Invoke("$hsm, $stranger, $sibling | Start-MhsmRestore -ContainerUri $backup.BackupUri -SasToken $restoreSas -Force -Wait");
        Assert.Equal(MhsmErrorId.PreCheckFailed, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["contoso-2", "contoso-hsm"], result.Output.Select(job => ((MhsmJob)job.BaseObject).HsmName).Order());
        Assert.Equal(["a"], Sibling.Keys.Names);
    }

    [Fact]
    public void With_ErrorAction_Stop_a_refusal_is_told_before_anything_is_started()
    {
        PrepareBackup();
        SessionResult result = Session.Invoke("$good = [pscustomobject]@{ HsmName = $hsm; ContainerUri = $container; BackupFolder = $backup.BackupFolder }; $bad = [pscustomobject]@{ HsmName = $sibling; ContainerUri = $container; BackupFolder = 'mhsm-contoso-2-2020083120161860' }; "
            + "$good, $bad | Start-MhsmRestore -SasToken $restoreSas -Force -SkipPreCheck -ErrorAction Stop");
        Assert.Equal(MhsmErrorId.BackupNotFound, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public void With_ErrorAction_Stop_a_start_that_is_refused_hides_no_job()
    {
        PrepareBackup();
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Method = "PUT", Path = "/restore", Hsm = "contoso-2", StatusCode = 403 });
        Emulator.Faults.Add(new Fault(FaultKind.Delay) { Method = "PUT", Path = "/restore", Hsm = "contoso-hsm", Time = TimeSpan.FromSeconds(1) });
        SessionResult result = Session.Invoke("$sibling, $hsm | Start-MhsmRestore -ContainerUri $container -BackupFolder $backup.BackupFolder -SasToken $restoreSas -Force -SkipPreCheck -ErrorAction Stop");
        Assert.Equal(MhsmErrorId.AccessDenied, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("contoso-hsm", ((MhsmJob)Assert.Single(result.Output).BaseObject).HsmName);
    }

    [Fact]
    public void An_hsm_that_is_given_two_backups_is_restored_from_neither()
    {
        PrepareBackup();
        Session.Set("later", BackUp());
        SessionResult result = Session.Invoke("$backup, $later | Start-MhsmRestore -SasToken $restoreSas -Force");
        Assert.Equal(MhsmErrorId.RestoreGivenTwice, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(result.Output);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public void Where_nobody_can_be_asked_the_refusal_names_Force()
    {
        MhsmJob backup = PrepareBackup();
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        session.Set("backup", backup);
        SessionResult result = session.Invoke("$backup | Start-MhsmRestore -SasToken $restoreSas");
        Assert.Equal(MhsmErrorId.RestoreNotConfirmed, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("-Force", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-SkipPreCheck")]
    public void The_rule_about_the_last_backup_is_explained_with_the_command_that_satisfies_it(string switches)
    {
        PrepareBackup();
        Sibling.Settings.RestoreRule = RestoreRule.BackupWithin30Minutes;
        (System.Management.Automation.ErrorRecord error, _) = RunForError($"$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -Force {switches}", MhsmErrorId.SafetyBackupNeeded);
        Assert.Contains("within the last 30 minutes", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-SafetyBackup", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_network_gone_during_the_check_changes_nothing_and_the_next_run_restores()
    {
        Hsm.Keys.Create("a");
        PrepareBackup();
        Hsm.Lose();
        Emulator.Faults.Add(new Fault(FaultKind.DropAnswer) { Method = "PUT", Path = "/prerestore" });
        RunForError(Restore, MhsmErrorId.StartUncertain);
        Assert.Empty(Hsm.Keys.Names);
        RunForJob(Restore);
        Assert.Equal(["a"], Hsm.Keys.Names);
    }

    private MhsmJob PrepareBackup()
    {
        MhsmJob backup = BackUp();
        Session.Set("backup", backup);
        return backup;
    }
}
