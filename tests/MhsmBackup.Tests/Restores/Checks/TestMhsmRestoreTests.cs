using System.Management.Automation;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Checks;

public sealed class TestMhsmRestoreTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void Several_backups_are_checked_one_after_the_other_on_one_hsm()
    {
        Session.Set("first", BackUp());
        Session.Set("second", BackUp());
        SessionResult result = Run("$first, $second | Test-MhsmRestore -SasToken $restoreSas");
        Assert.Equal([true, true], result.Output.Select(item => ((MhsmJob)item.BaseObject).Passed));
    }

    [Fact]
    public async Task A_check_that_passes_changes_neither_the_hsm_nor_the_container()
    {
        Hsm.Keys.Create("a");
        Session.Set("backup", BackUp());
        Hsm.Keys.Create("since");
        IReadOnlyList<string> blobs = await Container.BlobNamesAsync();
        Emulator.Requests.Clear();

        MhsmJob check = RunForJob("$backup | Test-MhsmRestore -SasToken $restoreSas");
        Assert.Equal((MhsmOperation.PreRestore, "Succeeded", true, "Pass"), (check.Operation, check.Status, check.Passed, check.CheckResult));
        Assert.Equal(["a", "since"], Hsm.Keys.Names);
        Assert.Equal(blobs, await Container.BlobNamesAsync());
        Assert.Equal(["/prerestore"], Starts.Select(start => start.Path));
        Assert.All(Emulator.Requests.All.Except(Starts), read => Assert.Equal($"/restore/{check.JobId}/pending", read.Path));
    }

    [Theory]
    [InlineData("-ContainerUri $container -BackupFolder $folder -SasToken $restoreSas")]
    [InlineData("-ContainerUri \"$container/${folder}?$restoreSas\"")]
    public void It_takes_what_Start_MhsmRestore_takes(string arguments)
    {
        Session.Set("folder", BackUp().BackupFolder);
        Assert.True(RunForJob($"Test-MhsmRestore $hsm {arguments}").Passed);
    }

    [Fact]
    public void The_parameters_are_those_of_the_verbs_that_start_but_for_the_confirmation()
    {
        static string Own(string name) => $"(Get-Command {name}).Parameters.Keys | Where-Object {{ $_ -notin 'Force', 'WhatIf', 'Confirm', 'SafetyBackup', 'SkipCheck', 'Quiet' -and $_ -notin [System.Management.Automation.Cmdlet]::CommonParameters }}";
        foreach (string noun in new[] { "MhsmBackup", "MhsmRestore" })
        {
            IEnumerable<string> start = Run(Own("Start-" + noun)).Output.Select(item => (string)item.BaseObject);
            Assert.Empty(Run(Own("Test-" + noun)).Output.Select(item => (string)item.BaseObject).Except(start));
            Assert.Contains("ContainerUri", start);
        }
    }

    [Fact]
    public void A_backup_of_another_security_domain_does_not_pass()
    {
        Session.Set("backup", BackUp());
        MhsmJob check = RunForJob("$backup | Test-MhsmRestore -HsmName $stranger -SasToken $restoreSas");
        Assert.False(check.Passed);
        Assert.Contains("security domain", check.CheckResult, StringComparison.Ordinal);
    }

    [Fact]
    public void The_rule_about_the_last_full_backup_is_told_in_the_services_words()
    {
        Session.Set("backup", BackUp());
        Sibling.Settings.RestoreRule = RestoreRule.BackupWithin30Minutes;
        MhsmJob check = RunForJob("$backup | Test-MhsmRestore -HsmName $sibling -SasToken $restoreSas");
        Assert.False(check.Passed);
        Assert.Contains("30 minutes", check.CheckResult, StringComparison.Ordinal);
    }

    [Fact]
    public void A_backup_that_is_not_there_is_an_error_before_the_service_is_asked()
    {
        SessionResult result = Session.Invoke("$hsm, $sibling | Test-MhsmRestore -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2020083120161860 -SasToken $restoreSas -Quiet");
        Assert.Equal(2, result.Errors.Count);
        Assert.All(result.Errors, error => Assert.StartsWith(MhsmErrorId.BackupNotFound + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal));
        Assert.Equal([false, false], result.Output.Select(item => item.BaseObject));
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public async Task A_backup_whose_end_is_missing_is_an_error_before_the_service_is_asked()
    {
        MhsmJob backup = BackUp();
        await Container.Client.DeleteBlobAsync(backup.BackupFolder + "/manifest.json", cancellationToken: Cancel);
        Session.Set("backup", backup);
        Emulator.Requests.Clear();
        RunForError("$backup | Test-MhsmRestore -SasToken $restoreSas", MhsmErrorId.BackupIncomplete);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void Where_this_machine_may_not_look_the_service_is_asked_all_the_same()
    {
        Session.Set("backup", BackUp());
        SessionResult result = Run("$hsm, $sibling | Test-MhsmRestore -ContainerUri $backup.BackupUri -UseManagedIdentity");
        Assert.All(result.Output, item => Assert.True(((MhsmJob)item.BaseObject).Passed));
        Assert.Equal(2, result.Output.Count);
        Assert.Contains("was not looked at", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_Wait_the_job_comes_at_once_and_can_be_waited_for()
    {
        Session.Set("backup", BackUp());
        MhsmJob check = RunForJob("$backup | Test-MhsmRestore -SasToken $restoreSas -Wait:$false | Wait-MhsmJob");
        Assert.Equal((true, MhsmOperation.PreRestore), (check.Passed, check.Operation));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(405)]
    public void An_older_service_is_told_as_what_it_is(int status)
    {
        Session.Set("backup", BackUp());
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/prerestore", StatusCode = status });
        RunForError("$backup | Test-MhsmRestore -SasToken $restoreSas", MhsmErrorId.PreCheckUnavailable);
    }

    [Fact]
    public void The_role_Managed_HSM_Backup_may_not_restore_and_so_not_check_one()
    {
        Session.Set("backup", BackUp());
        EmulatorPrincipal principal = new("backup-operator", Secret: null);
        Hsm.Assign(principal, BuiltInRoles.Backup);
        Session.Set("token", Emulator.IssueToken(principal));
        (ErrorRecord error, _) = RunForError("$backup | Test-MhsmRestore -SasToken $restoreSas -AccessToken $token", MhsmErrorId.AccessDenied);
        Assert.Contains("Managed HSM Administrator", error.ToString(), StringComparison.Ordinal);
    }
}
