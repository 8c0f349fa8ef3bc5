using MhsmBackup.Emulator.Access;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Restores;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace MhsmBackup.Tests.Restores.Drills;

public sealed class RestoreDrillTests(AzuriteFixture azurite) : DrillTest(azurite)
{
    [Fact]
    public void Two_hsms_are_drilled_one_after_the_other()
    {
        Hsm.Keys.Create("a");
        Hsm.Keys.Create("a");
        Hsm.Keys.Create("b", "RSA-HSM");
        Other.Keys.Create("c");
        BackUpLater(Hsm);
        BackUpLater(Other);
        SessionResult result = Run(Drill.Replace("$hsm", "$hsm, $other", StringComparison.Ordinal));

        MhsmRestoreDrill[] drills = [.. result.Output.Select(item => (MhsmRestoreDrill)item.BaseObject)];
        Assert.Equal(["contoso-hsm", "contoso-3"], drills.Select(drill => drill.HsmName));
        Assert.All(drills, drill => Assert.Equal((true, "contoso-drill", null), (drill.Succeeded, drill.DestinationHsm, drill.Problem)));
        Assert.Equal([(2, 2), (1, 1)], drills.Select(drill => (drill.KeysExpected!.Value, drill.KeysFound!.Value)));
        Assert.All(drills, drill => Assert.True(drill.EndTime >= drill.StartTime && drill.RestoreDuration >= TimeSpan.Zero && drill.VerifyDuration > TimeSpan.Zero && drill.BackupAge == drill.StartTime - drill.BackupTime));
        Assert.Equal(DrillHsm.Jobs.Where(job => job.Kind == MhsmBackup.Emulator.Jobs.HsmJobKind.Restore).Select(job => job.Id).Order(), drills.Select(drill => drill.JobId).Order());
        Assert.Equal(["c"], DrillHsm.Keys.Names);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_key_that_the_backup_lacks_is_missing()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        // As if the backup had left it out: it is older than the backup.
        Hsm.Settings.TimeProvider = new FakeTimeProvider(HsmClock.GetUtcNow().AddHours(-1));
        Hsm.Keys.Create("lost");
        Hsm.Settings.TimeProvider = HsmClock;
        (System.Management.Automation.ErrorRecord error, SessionResult result) = RunForError(Drill, MhsmErrorId.DrillFailed);
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Equal((false, 2, 1), (drill.Succeeded, drill.KeysExpected, drill.KeysFound));
        Assert.Equal(["lost"], drill.MissingKeys);
        Assert.Contains("1 missing (lost)", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Start-MhsmBackup", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_is_newer_than_the_backup_is_not_missing()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Hsm.Keys.Create("new");
        MhsmRestoreDrill drill = RunForDrill(Drill);
        Assert.Equal((true, 1, 1, 1), (drill.Succeeded, drill.KeysExpected, drill.KeysFound, drill.NewerThanBackup));
    }

    [Fact]
    public void Only_the_keys_that_are_named_are_looked_for()
    {
        foreach (string name in new[] { "a", "b", "c" }) Hsm.Keys.Create(name);
        BackUpLater(Hsm);
        MhsmRestoreDrill drill = RunForDrill(Drill + "-KeyName A, b, a");
        Assert.Equal((true, 2, 2), (drill.Succeeded, drill.KeysExpected, drill.KeysFound));
        Assert.DoesNotContain(Emulator.Requests.All, request => request.Path.StartsWith("/keys/c/", StringComparison.Ordinal) && request.Path.Length > "/keys/c/versions".Length);

        (_, SessionResult result) = RunForError(Drill + "-KeyName a, never-made", MhsmErrorId.DrillFailed);
        Assert.Equal(["never-made"], ((MhsmRestoreDrill)result.Output[0].BaseObject).MissingKeys);
    }

    [Fact]
    public void A_key_that_was_deleted_at_the_source_is_still_looked_for_by_its_name()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Hsm.Keys.Delete("a");
        Assert.True(RunForDrill(Drill + "-KeyName a").Succeeded);
        // Nothing is left that would have to be in the backup: that proves nothing.
        MhsmRestoreDrill nothing = RunForDrill(Drill);
        Assert.Equal((null, 0), (nothing.Succeeded, nothing.KeysExpected));
        Assert.Contains("-KeyName", nothing.Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_named_and_is_newer_than_the_backup_is_missing()
    {
        Hsm.Keys.Create("old");
        BackUpLater(Hsm);
        Hsm.Keys.Create("precious");
        (_, SessionResult result) = RunForError(Drill + "-KeyName precious", MhsmErrorId.DrillFailed);
        Assert.Equal(["precious"], ((MhsmRestoreDrill)result.Output[0].BaseObject).MissingKeys);
    }

    [Fact]
    public async Task The_newest_backup_is_taken_and_one_that_is_not_complete_passed_over()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Hsm.Keys.Create("b");
        BackUpLater(Hsm);
        string whole = Run("(Get-MhsmBackup $container -SasToken $restoreSas -Latest).BackupFolder").Output[0].ToString()!;
        Hsm.Keys.Create("c");
        BackUpLater(Hsm);
        string broken = Run("(Get-MhsmBackup $container -SasToken $restoreSas -Latest).BackupFolder").Output[0].ToString()!;
        await new TestContainerAddress(Container).AddUncommittedAsync(broken + "/data-9999");

        SessionResult result = Run(Drill);
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Equal((whole, true), (drill.BackupFolder, drill.Succeeded));
        Assert.Contains(broken, Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["a", "b"], DrillHsm.Keys.Names);
    }

    [Fact]
    public void What_Get_MhsmBackup_gives_can_be_piped_in()
    {
        Hsm.Keys.Create("a");
        Other.Keys.Create("c");
        BackUpLater(Hsm);
        BackUpLater(Other);
        SessionResult result = Session.Invoke("Get-MhsmBackup $container -SasToken $restoreSas -Latest | ForEach-Object { [pscustomobject] @{ HsmName = if ($_.HsmName -eq 'contoso-3') { $other } else { $hsm }; ContainerUri = $_.ContainerUri; BackupFolder = $_.BackupFolder } } | "
            + "Invoke-MhsmRestoreDrill -DestinationHsm $drillHsm -ConfirmDestinationHsm contoso-drill -SasToken $restoreSas");
        Assert.Empty(result.Errors);
        Assert.Equal([true, true], result.Output.Select(item => ((MhsmRestoreDrill)item.BaseObject).Succeeded));
    }

    [Fact]
    public void The_hsm_may_use_its_identity_when_the_backup_is_named()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Session.Set("folder", Run("(Get-MhsmBackup $container -SasToken $restoreSas).BackupFolder").Output[0].ToString());
        SessionResult result = Run("Invoke-MhsmRestoreDrill $hsm $drillHsm -ContainerUri $container -BackupFolder $folder -UseManagedIdentity -ConfirmDestinationHsm $drillHsm");
        Assert.True(((MhsmRestoreDrill)result.Output[0].BaseObject).Succeeded);
        Assert.Contains("not looked at from here", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void An_hsm_without_a_backup_has_its_own_error_and_the_others_are_drilled()
    {
        Other.Keys.Create("c");
        BackUpLater(Other);
        (System.Management.Automation.ErrorRecord error, SessionResult result) = RunForError(Drill.Replace("$hsm", "$hsm, $other", StringComparison.Ordinal), MhsmErrorId.BackupNotFound);
        Assert.Contains("Start-MhsmBackup", error.ToString(), StringComparison.Ordinal);
        MhsmRestoreDrill[] drills = [.. result.Output.Select(item => (MhsmRestoreDrill)item.BaseObject)];
        Assert.Equal([("contoso-hsm", false), ("contoso-3", true)], drills.Select(drill => (drill.HsmName, drill.Succeeded == true)));
        Assert.Equal((null, null, error.ToString()), (drills[0].BackupFolder, drills[0].BackupTime, drills[0].Problem));
        // What the drill has brought of one HSM does not stand in the way of the next drill, though another one has no backup.
        Assert.Equal(2, RunForError(Drill.Replace("$hsm", "$hsm, $other", StringComparison.Ordinal), MhsmErrorId.BackupNotFound).Result.Output.Count);
    }

    [Fact]
    public void A_drill_hsm_of_another_security_domain_gives_a_result_that_failed()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        (_, SessionResult result) = RunForError(Drill.Replace("$drillHsm", "$stranger", StringComparison.Ordinal) + "-SkipPreCheck", MhsmErrorId.JobFailed);
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Equal((false, null), (drill.Succeeded, drill.KeysExpected));
        Assert.NotNull(drill.JobId);
        Assert.Equal("Invalid backup provided", drill.Problem);
    }

    [Fact]
    public void The_services_check_stops_a_drill_before_anything_is_wiped()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Stranger.Keys.Create("own");
        (_, SessionResult result) = RunForError(Drill.Replace("$drillHsm", "$stranger", StringComparison.Ordinal) + "-Force", MhsmErrorId.PreCheckFailed);
        Assert.Equal((false, null), (((MhsmRestoreDrill)result.Output[0].BaseObject).Succeeded, ((MhsmRestoreDrill)result.Output[0].BaseObject).JobId));
        Assert.Equal(0, Restores);
        Assert.Equal(["own"], Stranger.Keys.Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-SkipPreCheck")]
    public void The_rule_on_the_drill_hsms_own_last_backup_is_explained(string arguments)
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        DrillHsm.Settings.RestoreRule = MhsmBackup.Emulator.Hsms.RestoreRule.BackupWithin30Minutes;
        (System.Management.Automation.ErrorRecord error, SessionResult result) = RunForError(Drill + arguments, MhsmErrorId.SafetyBackupNeeded);
        Assert.Contains("Start-MhsmBackup https://contoso-drill.", error.ToString(), StringComparison.Ordinal);
        Assert.False(((MhsmRestoreDrill)Assert.Single(result.Output).BaseObject).Succeeded);

        RunForJob("Start-MhsmBackup $drillHsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        Assert.True(RunForDrill(Drill + arguments).Succeeded);
    }

    [Fact]
    public void A_source_that_may_not_be_read_leaves_the_names_alone_to_look_for()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Hsm.Revoke(Administrator);
        Hsm.Assign(Administrator, BuiltInRoles.Backup);

        SessionResult result = Run(Drill + "-KeyName a -Verbose");
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Equal((null, 1, 1), (drill.Succeeded, drill.KeysExpected, drill.KeysFound));
        Assert.Contains(result.Warnings, warning => warning.Contains("contoso-hsm could not be read", StringComparison.Ordinal));
        Assert.Contains(result.Verbose, text => text.Contains("keys/read/action", StringComparison.Ordinal));

        (_, SessionResult missing) = RunForError(Drill + "-KeyName b", MhsmErrorId.DrillFailed);
        Assert.Equal(["b"], ((MhsmRestoreDrill)missing.Output[0].BaseObject).MissingKeys);

        drill = RunForDrill(Drill);
        Assert.Equal((null, null), (drill.Succeeded, drill.KeysExpected));
        Assert.Contains("-KeyName", drill.Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_drill_hsm_that_may_not_be_read_is_restored_and_not_verified()
    {
        Hsm.Keys.Create("a");
        Hsm.Revoke(Administrator);
        Hsm.Assign(Administrator, BuiltInRoles.Administrator);
        BackUpLater(Hsm);
        Hsm.Assign(Administrator, BuiltInRoles.CryptoAuditor);
        DrillHsm.Revoke(Administrator);
        DrillHsm.Assign(Administrator, BuiltInRoles.Administrator);
        DrillHsm.Keys.Create("unseen");

        SessionResult result = Run(Drill + "-Verbose");
        var drill = (MhsmRestoreDrill)Assert.Single(result.Output).BaseObject;
        Assert.Null(drill.Succeeded);
        Assert.Contains("role assignments", drill.Problem!, StringComparison.Ordinal);
        Assert.Contains(result.Warnings, warning => warning.Contains("contoso-drill could not be read", StringComparison.Ordinal));
        Assert.Equal(["a"], DrillHsm.Keys.Names);
    }
}
