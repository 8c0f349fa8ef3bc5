using MhsmBackup.Emulator.Access;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Keys;

/// <summary>What Restore-MhsmKey sees of a key before it does anything.</summary>
public sealed class KeyLookTests(AzuriteFixture azurite) : KeyRestoreTest(azurite)
{
    [Fact]
    public void A_live_key_is_refused_with_the_next_command_and_nothing_is_started()
    {
        PrepareDeletedKey();
        Hsm.Keys.Recover("payroll");
        (System.Management.Automation.ErrorRecord error, _) = RunForError(Restore + " -Purge -Force", MhsmErrorId.KeyExists);
        Assert.Contains("is live", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("az keyvault key delete --hsm-name contoso-hsm --name payroll", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (Purges, Restores));
    }

    [Fact]
    public void A_soft_deleted_key_is_refused_with_both_ways()
    {
        PrepareDeletedKey();
        (System.Management.Automation.ErrorRecord error, _) = RunForError(Restore, MhsmErrorId.KeyIsDeleted);
        Assert.Contains("Restore-MhsmKey contoso-hsm -KeyName payroll -Recover", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("-Purge", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (Purges, Restores));
    }

    [Fact]
    public void An_absent_key_is_restored_after_two_looks()
    {
        PrepareDeletedKey();
        Hsm.Keys.Purge("payroll");
        RunForJob(Restore);
        Assert.Equal(["/deletedkeys/payroll", "/keys/payroll"], Emulator.Requests.All.Where(request => request.Method == "GET" && request.Path.Contains("keys", StringComparison.Ordinal)).Select(request => request.Path).Order());
        Assert.Equal(2, Hsm.Keys.Versions("payroll").Count);
    }

    // The role that restores may not read keys.
    [Fact]
    public void A_caller_who_may_not_look_is_warned_once_and_the_service_decides()
    {
        PrepareDeletedKey();
        Hsm.Keys.Purge("payroll");
        Hsm.Keys.Create("other");
        CallAs(BuiltInRoles.Administrator);
        SessionResult result = Session.Invoke("$backup | Restore-MhsmKey -KeyName payroll, other -SasToken $restoreSas -Wait -Verbose");
        Assert.Equal(MhsmErrorId.KeyExists, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal("payroll", ((MhsmJob)Assert.Single(result.Output).BaseObject).KeyName);
        Assert.Single(Session.Host.Record.Warnings, text => text.Contains("may not be seen on contoso-hsm", StringComparison.Ordinal));
        Assert.Contains(result.Verbose, text => text.Contains("Managed HSM Crypto Auditor", StringComparison.Ordinal));
    }

    [Fact]
    public void A_deleted_key_is_recovered_as_it_was_and_a_second_run_finds_nothing_to_do()
    {
        PrepareDeletedKey();
        const string Recover = "Restore-MhsmKey $hsm payroll -Recover -Verbose";
        Assert.Empty(Run(Recover).Output);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
        Assert.Equal(2, Hsm.Keys.Versions("payroll").Count);
        SessionResult second = Run(Recover);
        Assert.Empty(second.Output);
        Assert.Contains(second.Verbose, text => text.Contains("nothing to recover", StringComparison.Ordinal));
        Assert.Single(Emulator.Requests.All, request => request.Method == "POST" && request.Path == "/deletedkeys/payroll/recover");
        Assert.Equal(0, Restores);
    }

    [Fact]
    public void A_key_that_is_not_there_cannot_be_recovered()
    {
        PrepareDeletedKey();
        (System.Management.Automation.ErrorRecord error, _) = RunForError("Restore-MhsmKey $hsm nobody -Recover", MhsmErrorId.KeyNotFound);
        Assert.Contains("Restore it from a backup", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_caller_who_may_not_recover_is_told_the_role()
    {
        PrepareDeletedKey();
        CallAs(BuiltInRoles.CryptoAuditor);
        (System.Management.Automation.ErrorRecord error, _) = RunForError("Restore-MhsmKey $hsm payroll -Recover", MhsmErrorId.AccessDenied);
        Assert.Contains("Managed HSM Crypto Officer", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_sends_nothing_whatever_is_asked_for()
    {
        PrepareDeletedKey();
        Run($"{Restore} -Purge -Force -WhatIf; Restore-MhsmKey $hsm payroll -Recover -WhatIf");
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void A_recovery_whose_answer_is_lost_is_seen_to_be_done()
    {
        PrepareDeletedKey();
        Emulator.Faults.Add("drop-answer,method=POST,path=/deletedkeys/payroll/recover");
        Run("Restore-MhsmKey $hsm payroll -Recover");
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }
}
