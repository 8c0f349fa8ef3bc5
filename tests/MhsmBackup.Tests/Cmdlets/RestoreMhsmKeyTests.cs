using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

public sealed class RestoreMhsmKeyTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_purged_key_comes_back_with_every_version()
    {
        Hsm.Keys.Create("payroll");
        Hsm.Keys.Create("payroll");
        Session.Set("backup", BackUp());
        Hsm.Keys.Delete("payroll");
        Hsm.Keys.Purge("payroll");

        MhsmJob job = RunForJob("$backup | Restore-MhsmKey -KeyName payroll -SasToken $restoreSas | Wait-MhsmJob");
        Assert.Equal((MhsmOperation.SelectiveKeyRestore, "payroll", "Succeeded"), (job.Operation, job.KeyName, job.Status));
        Assert.Equal(2, Hsm.Keys.Versions("payroll").Count);
    }

    [Fact]
    public void The_example_with_positions_and_names_works()
    {
        Hsm.Keys.Create("rsa-key2");
        Session.Set("folder", BackUp().BackupFolder);
        Hsm.Lose();
        MhsmJob job = RunForJob("Restore-MhsmKey $hsm rsa-key2 -BackupFolder $folder -ContainerUri $container -SasToken $restoreSas -Wait");
        Assert.Equal("Succeeded", job.Status);
    }

    [Fact]
    public void Several_keys_are_restored_one_after_the_other()
    {
        foreach (string key in new[] { "a", "b", "c" }) Hsm.Keys.Create(key);
        Session.Set("backup", BackUp());
        Hsm.Lose();
        SessionResult result = Run("$backup | Restore-MhsmKey -KeyName a, b, c -SasToken $restoreSas | Wait-MhsmJob");
        Assert.Equal(["a", "b", "c"], result.Output.Select(job => ((MhsmJob)job.BaseObject).KeyName).Order());
        Assert.Equal(["a", "b", "c"], Hsm.Keys.Names);
    }

    [Fact]
    public void A_key_that_exists_is_refused_and_the_next_is_restored_all_the_same()
    {
        foreach (string key in new[] { "a", "b" }) Hsm.Keys.Create(key);
        Session.Set("backup", BackUp());
        Hsm.Keys.Delete("b");
        Hsm.Keys.Purge("b");
        (_, SessionResult result) = RunForError("$backup | Restore-MhsmKey -KeyName a, b -SasToken $restoreSas -Wait", MhsmErrorId.KeyExists);
        Assert.Equal("b", ((MhsmJob)Assert.Single(result.Output).BaseObject).KeyName);
    }

    [Fact]
    public void A_key_that_the_backup_does_not_hold_gives_a_failed_job()
    {
        Session.Set("backup", BackUp());
        RunForError("$backup | Restore-MhsmKey -KeyName nobody -SasToken $restoreSas -Wait", MhsmErrorId.JobFailed);
    }

    [Fact]
    public void WhatIf_sends_nothing()
    {
        Session.Set("backup", BackUp());
        Emulator.Requests.Clear();
        Assert.Empty(Run("$backup | Restore-MhsmKey -KeyName a, b -SasToken $restoreSas -WhatIf").Output);
        Assert.Empty(Emulator.Requests.All);
    }
}
