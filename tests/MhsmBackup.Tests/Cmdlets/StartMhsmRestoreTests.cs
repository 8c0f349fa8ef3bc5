using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

public sealed class StartMhsmRestoreTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_lost_hsm_is_restored_from_its_backups_job()
    {
        Hsm.Keys.Create("a");
        Hsm.Keys.Create("b");
        BackUp();
        Hsm.Lose();
        Assert.Empty(Hsm.Keys.Names);

        MhsmJob job = RunForJob(
            "$backup = Get-MhsmJob -HsmName $hsm -JobId '" + Hsm.Jobs.Single().Id + "' -Operation Backup; $backup | Start-MhsmRestore -SasToken $restoreSas -Force | Wait-MhsmJob");
        Assert.Equal((MhsmOperation.Restore, "Succeeded"), (job.Operation, job.Status));
        Assert.Equal(["a", "b"], Hsm.Keys.Names);
    }

    [Theory]
    [InlineData("-ContainerUri $container -BackupFolder $folder -SasToken $restoreSas")]
    [InlineData("-ContainerUri \"$container/$folder\" -SasToken $restoreSas")]
    [InlineData("-ContainerUri \"$container/${folder}?$restoreSas\"")]
    [InlineData("-BackupUri \"$container/$folder\" -UseManagedIdentity")]
    [InlineData("-StorageContainerUri $container -Folder \"$folder/\" -UseUserManagedIdentity")]
    public void Each_way_to_name_the_backup_works(string arguments)
    {
        Hsm.Keys.Create("a");
        Session.Set("folder", BackUp().BackupFolder);
        Hsm.Lose();
        MhsmJob job = RunForJob($"Start-MhsmRestore $hsm {arguments} -Force -Wait");
        Assert.Equal("Succeeded", job.Status);
        Assert.Equal(["a"], Hsm.Keys.Names);
    }

    [Fact]
    public void Another_hsm_of_the_security_domain_takes_the_backup_when_it_is_named()
    {
        Hsm.Keys.Create("a");
        Session.Set("backup", BackUp());
        RunForJob("$backup | Start-MhsmRestore -HsmName $sibling -SasToken $restoreSas -Force | Wait-MhsmJob");
        Assert.Equal(["a"], Sibling.Keys.Names);
        Assert.Single(Hsm.Jobs);
    }

    [Fact]
    public void The_prompt_says_what_will_be_wiped_and_a_no_sends_nothing()
    {
        MhsmJob backup = BackUp();
        PowerShellSession session = OpenSession(new HostOptions { Answers = new Queue<string>(["n"]) });
        session.Set("backup", backup);
        Emulator.Requests.Clear();
        SessionResult result = session.Invoke("$backup | Start-MhsmRestore -SasToken $restoreSas");

        Assert.Empty(result.Output);
        string prompt = Assert.Single(session.Host.Record.Prompts);
        Assert.Contains("contoso-hsm holds now is wiped", prompt, StringComparison.Ordinal);
        Assert.Contains(backup.BackupFolder!, prompt, StringComparison.Ordinal);
        Assert.Contains("keys made or changed after", prompt, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public void A_yes_restores()
    {
        MhsmJob backup = BackUp();
        PowerShellSession session = OpenSession(new HostOptions { Answers = new Queue<string>(["y"]) });
        session.Set("backup", backup);
        Assert.Single(session.Invoke("$backup | Start-MhsmRestore -SasToken $restoreSas | Wait-MhsmJob").Output);
    }

    [Theory]
    [InlineData("-Force -WhatIf")]
    [InlineData("-WhatIf")]
    public void WhatIf_goes_before_Force(string switches)
    {
        Session.Set("backup", BackUp());
        Emulator.Requests.Clear();
        Assert.Empty(Run($"$backup | Start-MhsmRestore -SasToken $restoreSas {switches}").Output);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void The_preference_for_WhatIf_goes_before_Force_too()
    {
        Session.Set("backup", BackUp());
        Emulator.Requests.Clear();
        Assert.Empty(Run("$WhatIfPreference = $true; $backup | Start-MhsmRestore -SasToken $restoreSas -Force").Output);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void Without_a_console_and_without_Force_nothing_is_wiped()
    {
        MhsmJob backup = BackUp();
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        session.Set("backup", backup);
        Emulator.Requests.Clear();
        Assert.NotEmpty(session.Invoke("$backup | Start-MhsmRestore -SasToken $restoreSas").Errors);
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
    }

    [Fact]
    public void A_folder_without_a_backup_that_is_not_looked_at_gives_a_failed_job_with_the_services_reason()
    {
        (System.Management.Automation.ErrorRecord error, _) = RunForError(
            "Start-MhsmRestore $hsm -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2020083120161860 -SasToken $restoreSas -SkipBackupCheck -SkipPreCheck -Force -Wait", MhsmErrorId.JobFailed);
        Assert.Contains("Invalid backup provided", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", MhsmErrorId.PreCheckFailed)]
    [InlineData("-SkipPreCheck -Wait", MhsmErrorId.JobFailed)]
    public void A_backup_of_another_security_domain_is_refused_by_the_service_and_nothing_is_lost(string switches, string errorId)
    {
        Stranger.Keys.Create("own");
        Session.Set("backup", BackUp());
        RunForError($"$backup | Start-MhsmRestore -HsmName $stranger -SasToken $restoreSas -Force {switches}", errorId);
        Assert.Equal(["own"], Stranger.Keys.Names);
    }
}
