using MhsmBackup.Emulator.Access;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Keys;

/// <summary>A purge is final: it is asked for by itself, and nothing is purged for a backup that is not good.</summary>
public sealed class KeyPurgeTests(AzuriteFixture azurite) : KeyRestoreTest(azurite)
{
    private const string PurgeAndRestore = Restore + " -Purge -Force";

    [Theory]
    [InlineData("-Force")]
    [InlineData("-Confirm:$false")]
    public void The_key_is_purged_and_comes_back_from_the_backup(string switches)
    {
        PrepareDeletedKey();
        MhsmJob job = RunForJob($"{Restore} -Purge {switches}");
        Assert.Equal("Succeeded", job.Status);
        Assert.Equal(2, Hsm.Keys.Versions("payroll").Count);
        Assert.Equal((1, 1), (Purges, Restores));
        Assert.Single(Emulator.Requests.Of("PUT", "/prerestore"));
    }

    [Fact]
    public void A_no_to_the_purge_changes_nothing_and_a_yes_to_all_is_asked_once()
    {
        PrepareDeletedKey();
        Hsm.Keys.Create("second");
        Hsm.Keys.Delete("second");
        PowerShellSession no = OpenWithAnswers("n", "n");
        Assert.Empty(no.Invoke("$backup | Restore-MhsmKey -KeyName payroll, second -SasToken $restoreSas -Purge -Wait").Output);
        Assert.Contains("cannot be undone", no.Host.Record.Prompts[0], StringComparison.Ordinal);
        Assert.Equal((0, 0), (Purges, Restores));

        PowerShellSession yes = OpenWithAnswers("a");
        SessionResult result = yes.Invoke("$backup | Restore-MhsmKey -KeyName payroll, second -SasToken $restoreSas -Purge -Wait");
        Assert.Single(yes.Host.Record.Prompts);
        Assert.Equal(2, Purges);
        // The backup has no second key: purged for nothing, which the question has said.
        Assert.Equal(MhsmErrorId.JobFailed, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Fact]
    public void Where_nobody_can_be_asked_nothing_is_purged()
    {
        PrepareDeletedKey();
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        session.Set("backup", Backup);
        SessionResult result = session.Invoke(Restore + " -Purge");
        Assert.Equal(MhsmErrorId.PurgeNotConfirmed, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal((0, 0), (Purges, Restores));
    }

    [Fact]
    public async Task Nothing_is_purged_for_a_backup_that_is_not_there_or_partial_or_fails_its_check()
    {
        PrepareDeletedKey();
        RunForError("Restore-MhsmKey $hsm payroll -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2020083120161860 -SasToken $restoreSas -Purge -Force", MhsmErrorId.BackupNotFound);
        Emulator.Faults.Add("outcome=Failed,path=/prerestore,details=The backup cannot be read.");
        RunForError(PurgeAndRestore, MhsmErrorId.PreCheckFailed);
        await Azurite.Server.Container(Container.Name).DeleteBlobAsync($"{Backup.BackupFolder}/manifest.json", cancellationToken: Cancel);
        RunForError(PurgeAndRestore, MhsmErrorId.BackupIncomplete);
        Assert.Equal((0, 0), (Purges, Restores));
        Assert.Equal(["payroll"], Hsm.Keys.DeletedNames);
    }

    [Fact]
    public void The_rule_about_full_restores_says_nothing_against_a_key()
    {
        PrepareDeletedKey();
        Hsm.Settings.RestoreRule = MhsmBackup.Emulator.Hsms.RestoreRule.BackupAtLeast30MinutesOld;
        RunForJob(PurgeAndRestore);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Fact]
    public void A_service_without_a_check_purges_for_a_backup_that_was_seen_and_not_for_one_that_was_not()
    {
        PrepareDeletedKey();
        Emulator.Faults.Add("status=404,path=/prerestore,count=2");
        // The token of an identity is not sent over the plain http of this storage.
        RunForError("$backup | Restore-MhsmKey -KeyName payroll -UseManagedIdentity -Purge -Force", MhsmErrorId.PreCheckFailed);
        Assert.Equal((0, 0), (Purges, Restores));
        RunForJob(PurgeAndRestore);
        Assert.Equal((1, 1), (Purges, Restores));
    }

    [Fact]
    public void A_check_that_stops_at_another_rule_has_not_shown_the_backup_and_nothing_is_purged_for_it_unseen()
    {
        PrepareDeletedKey();
        Hsm.Settings.RestoreRule = MhsmBackup.Emulator.Hsms.RestoreRule.BackupAtLeast30MinutesOld;
        // The token of an identity is not sent over the plain http of this storage.
        (System.Management.Automation.ErrorRecord error, _) = RunForError(
            "Restore-MhsmKey $hsm payroll -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2020083120161860 -UseManagedIdentity -Purge -Force", MhsmErrorId.PreCheckFailed);
        Assert.Contains("Get-MhsmBackup", error.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (Purges, Restores));
        Assert.Equal(["payroll"], Hsm.Keys.DeletedNames);
    }

    [Fact]
    public async Task Without_a_check_a_folder_that_is_not_named_like_a_backup_is_not_taken_for_one()
    {
        PrepareDeletedKey();
        await Container.Client.GetBlobClient("nightly/something").UploadAsync(BinaryData.FromString("x"), Cancel);
        RunForError("Restore-MhsmKey $hsm payroll -ContainerUri $container -BackupFolder nightly -SasToken $restoreSas -Purge -Force -ApiVersion 7.5", MhsmErrorId.PreCheckFailed);
        Assert.Equal((0, 0), (Purges, Restores));
    }

    [Fact]
    public void Without_a_check_whoever_may_not_restore_does_not_purge()
    {
        PrepareDeletedKey();
        CallAs(BuiltInRoles.CryptoOfficer);
        RunForError(PurgeAndRestore + " -ApiVersion 7.5", MhsmErrorId.AccessDenied);
        Assert.Equal((0, 0), (Purges, Restores));
        CallAs(BuiltInRoles.Administrator, BuiltInRoles.CryptoOfficer);
        RunForJob(PurgeAndRestore + " -ApiVersion 7.5");
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Theory]
    [InlineData("drop-answer,method=PUT,path=/keys/payroll/restore", MhsmErrorId.StartUncertain)]
    [InlineData("outcome=Failed,path=/keys/payroll/restore,details=The key cannot be read.", MhsmErrorId.JobFailed)]
    public void A_restore_that_is_uncertain_or_fails_after_the_purge_says_that_the_key_was_purged(string fault, string errorId)
    {
        PrepareDeletedKey();
        Emulator.Faults.Add(fault);
        (System.Management.Automation.ErrorRecord error, _) = RunForError(PurgeAndRestore, errorId);
        Assert.Contains("payroll was purged", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void While_it_is_not_known_whether_one_restore_runs_no_other_key_is_purged()
    {
        PrepareDeletedKey();
        Hsm.Keys.Create("second");
        Hsm.Keys.Delete("second");
        Emulator.Faults.Add("drop-answer,method=PUT,path=/keys/payroll/restore");
        SessionResult result = Session.Invoke("$backup | Restore-MhsmKey -KeyName payroll, second -SasToken $restoreSas -Purge -Force");
        Assert.Equal([MhsmErrorId.StartUncertain, MhsmErrorId.OperationInProgress], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal((1, 1), (Purges, Restores));
        Assert.Equal(["second"], Hsm.Keys.DeletedNames);
    }

    [Fact]
    public void Keys_from_two_backups_are_checked_one_after_the_other_on_their_hsm()
    {
        PrepareDeletedKey();
        Session.Set("first", Backup);
        Hsm.Keys.Create("second");
        Session.Set("later", BackUp());
        Hsm.Keys.Delete("second");
        SessionResult result = Run("$(@{ B = $first; K = 'payroll' }; @{ B = $later; K = 'second' }) | ForEach-Object { [pscustomobject]@{ HsmName = $hsm; KeyName = $_.K; ContainerUri = $container; BackupFolder = $_.B.BackupFolder } } | Restore-MhsmKey -SasToken $restoreSas -Purge -Force -Wait");
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(["payroll", "second"], Hsm.Keys.Names.Order());
        Assert.Equal(2, Emulator.Requests.Of("PUT", "/prerestore").Count);
    }

    [Fact]
    public void A_uri_with_a_SAS_in_place_of_a_name_is_not_shown()
    {
        PrepareDeletedKey();
        SessionResult result = Session.Invoke("Restore-MhsmKey $hsm -KeyName \"$($backup.BackupUri)?$restoreSas\" -ContainerUri $backup.BackupUri -SasToken $restoreSas");
        Assert.DoesNotContain("sig=", Assert.Single(result.Errors).TargetObject!.ToString(), StringComparison.Ordinal);
        ShownTexts.AssertWithout([Container.Sas("rl").Split("sig=")[1]], ShownTexts.Of(Session, result));
    }

    [Theory]
    [InlineData("Managed HSM Crypto Officer", MhsmErrorId.AccessDenied, "restore/start/action")]
    [InlineData("Managed HSM Administrator", MhsmErrorId.AccessDenied, "Managed HSM Crypto Officer")]
    public void A_caller_who_may_do_one_of_the_two_does_neither(string role, string errorId, string words)
    {
        PrepareDeletedKey();
        CallAs(BuiltInRoles.Find(role)!);
        (System.Management.Automation.ErrorRecord error, _) = RunForError(PurgeAndRestore, errorId);
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
        Assert.Equal((0, 0), (Purges, Restores));
        Assert.Equal(["payroll"], Hsm.Keys.DeletedNames);
    }

    [Fact]
    public void The_two_roles_together_are_enough()
    {
        PrepareDeletedKey();
        CallAs(BuiltInRoles.Administrator, BuiltInRoles.CryptoOfficer);
        RunForJob(PurgeAndRestore);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Fact]
    public void A_name_that_is_held_after_the_purge_is_asked_for_again()
    {
        PrepareDeletedKey();
        Hsm.Settings.NameHeldAfterPurge = TimeSpan.FromSeconds(1.5);
        RunForJob(PurgeAndRestore);
        Assert.True(Restores > 1);
        Assert.Equal(1, Purges);
    }

    [Fact]
    public void A_run_that_was_cut_between_purge_and_restore_is_finished_by_the_next()
    {
        PrepareDeletedKey();
        Emulator.Faults.Add("drop,method=PUT,path=/keys/payroll/restore");
        SessionResult cut = Session.Invoke(PurgeAndRestore);
        Assert.Single(cut.Errors);
        Assert.Empty(Hsm.Keys.Names);
        Assert.Equal(1, Purges);
        Hsm.Settings.NameHeldAfterPurge = TimeSpan.FromSeconds(1);
        RunForJob(PurgeAndRestore);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
        Assert.Equal(1, Purges);
    }

    [Fact]
    public void A_purge_whose_answer_is_lost_is_seen_to_be_done()
    {
        PrepareDeletedKey();
        Emulator.Faults.Add("drop-answer,method=DELETE,path=/deletedkeys/payroll");
        RunForJob(PurgeAndRestore);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Fact]
    public void The_network_gone_at_the_purge_says_how_to_go_on_and_the_next_run_does()
    {
        PrepareDeletedKey();
        Emulator.Faults.Add("drop,method=DELETE,path=/deletedkeys/payroll,count=4");
        (System.Management.Automation.ErrorRecord error, _) = RunForError(PurgeAndRestore, MhsmErrorId.HsmUnreachable);
        Assert.Contains("Run the same command again", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Restores);
        RunForJob(PurgeAndRestore);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Fact]
    public void A_token_that_is_refused_on_the_way_is_the_services_word_and_the_next_run_goes_on()
    {
        PrepareDeletedKey();
        Emulator.Faults.Add("claims,method=PUT,path=/keys/payroll/restore,count=2");
        SessionResult result = Session.Invoke(PurgeAndRestore);
        Assert.Contains("was purged and is not restored. Run the same command again", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(1, Purges);
        Emulator.Faults.Clear();
        RunForJob(PurgeAndRestore);
        Assert.Equal(["payroll"], Hsm.Keys.Names);
    }

    [Fact]
    public void A_purge_and_a_recovery_are_not_asked_for_together()
    {
        PrepareDeletedKey();
        SessionResult result = Session.Invoke("try { Restore-MhsmKey $hsm payroll -Recover -Purge } catch { $_.FullyQualifiedErrorId }");
        Assert.StartsWith("AmbiguousParameterSet", Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
    }
}
