using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

public sealed class CopyMhsmBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private TestContainer Vault { get; set; } = null!;

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        Vault = await Azurite.NewContainerAsync();
        Session.Set("vault", Vault.Uri.AbsoluteUri);
        Session.Set("vaultSas", Vault.Sas("rcwl"));
        Session.Set("key", Azurite.Server.AccountKey);
        Session.Set("sas", Container.Sas("rl"));
        // No token is given to a cmdlet that has no such parameter, and storage takes none.
        Session.Invoke("$PSDefaultParameterValues.Remove('*-Mhsm*:AccessToken'); $PSDefaultParameterValues['*-Mhsm[JR]*:AccessToken'] = $token; foreach ($verb in 'Start', 'Wait', 'Restore') { $PSDefaultParameterValues[\"$verb-Mhsm*:AccessToken\"] = $token }");
    }

    private MhsmBackupCopy RunForCopy(string script) => Assert.IsType<MhsmBackupCopy>(Assert.Single(Run(script).Output).BaseObject);

    [Fact]
    public void A_lost_hsm_is_restored_from_the_copy_once_the_backup_itself_is_gone()
    {
        Hsm.Keys.Create("a");
        Hsm.Keys.Create("b");
        MhsmJob backup = BackUp();
        MhsmBackupCopy copy = RunForCopy("Get-MhsmBackup $container -SasToken $sas | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri \"${vault}?$vaultSas\"");
        Assert.Equal((backup.BackupFolder, "contoso-hsm", $"{Vault.Uri}/{backup.BackupFolder}"), (copy.BackupFolder, copy.HsmName, copy.BackupUri.AbsoluteUri));
        Hsm.Lose();
        Container.Client.Delete(cancellationToken: Cancel);

        Session.Set("copy", copy);
        Session.Set("vaultRead", Vault.Sas("rl"));
        MhsmJob job = RunForJob("$copy | Start-MhsmRestore -HsmName $hsm -SasToken $vaultRead -Force | Wait-MhsmJob");
        Assert.Equal("Succeeded", job.Status);
        Assert.Equal(["a", "b"], Hsm.Keys.Names);
    }

    [Theory]
    [InlineData("Copy-MhsmBackup $container -BackupFolder $folder -SasToken $sas -DestinationContainerUri $vault -DestinationSasToken $vaultSas")]
    [InlineData("Copy-MhsmBackup -BackupUri \"$container/${folder}?$sas\" -DestinationContainerUri $vault -DestinationStorageAccountKey $key")]
    [InlineData("$backup | Copy-MhsmBackup -StorageAccountKey $key -Destination \"${vault}?$vaultSas\"")]
    [InlineData("$again = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-MhsmBackup $container -SasToken $sas))); $again | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri $vault -DestinationSasToken $vaultSas")]
    public async Task Each_way_to_name_source_and_destination_works(string script)
    {
        MhsmJob backup = BackUp();
        Session.Set("backup", backup);
        Session.Set("folder", backup.BackupFolder);
        MhsmBackupCopy copy = RunForCopy(script);
        Assert.True(copy.Verified);
        Assert.Equal(await Container.BlobNamesAsync(), await Vault.BlobNamesAsync());
    }

    [Fact]
    public async Task Several_backups_go_side_by_side_into_a_folder_and_a_second_run_skips_them()
    {
        BackUp();
        BackUp();
        const string Script = "Get-MhsmBackup $container -SasToken $sas | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri $vault/eu/copies -DestinationSasToken $vaultSas";
        Assert.Equal(2, Run(Script).Output.Count);
        Assert.All(await Vault.BlobNamesAsync(), name => Assert.StartsWith("eu/copies/mhsm-contoso-hsm-", name, StringComparison.Ordinal));
        Assert.All(Run(Script).Output, copy => Assert.Equal(0, ((MhsmBackupCopy)copy.BaseObject).BlobsCopied));
    }

    [Fact]
    public async Task WhatIf_copies_nothing()
    {
        Session.Set("backup", BackUp());
        Assert.Empty(Run("$backup | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri $vault -DestinationSasToken $vaultSas -WhatIf").Output);
        Assert.Empty(await Vault.BlobNamesAsync());
    }

    [Theory]
    [InlineData("$container", MhsmErrorId.CopyOntoItself)]
    [InlineData("$container/$folder", MhsmErrorId.CopyOntoItself)]
    [InlineData("ftp://contoso/x", MhsmErrorId.InvalidContainerUri)]
    public void A_destination_that_is_the_source_or_no_container_is_refused(string destination, string errorId)
    {
        MhsmJob backup = BackUp();
        Session.Set("backup", backup);
        Session.Set("folder", backup.BackupFolder);
        Session.Set("all", Container.Sas("rcwl"));
        RunForError($"$backup | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri \"{destination}\" -DestinationSasToken $all", errorId);
    }

    [Theory]
    [InlineData("r", "rcwl", "", "The SAS token of the source lacks list")]
    [InlineData("l", "rcwl", "", "The SAS token of the source lacks read")]
    [InlineData("rl", "rl", "", "The SAS token of the destination lacks create or write")]
    [InlineData("rl", "cw", "", "The SAS token of the destination lacks read, list")]
    [InlineData("rl", "rcl", "-Force", "The SAS token of the destination lacks write")]
    public void A_sas_that_does_not_allow_it_is_refused_before_anything_is_sent(string source, string destination, string switches, string words)
    {
        Session.Set("from", Container.Sas(source));
        Session.Set("to", Vault.Sas(destination));
        (ErrorRecord error, _) = RunForError($"Copy-MhsmBackup $container -BackupFolder mhsm-contoso-hsm-2026112316180860 -SasToken $from -DestinationContainerUri $vault -DestinationSasToken $to {switches}", MhsmErrorId.SasTokenLacksPermission);
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-DestinationContainerUri \"${vault}?$vaultSas\" -DestinationSasToken $vaultSas", MhsmErrorId.StorageAccessConflict)]
    [InlineData("-DestinationContainerUri $vault -DestinationSasToken $vaultSas -DestinationStorageAccountKey $key", MhsmErrorId.StorageAccessConflict)]
    [InlineData("-DestinationContainerUri $vault -DestinationStorageAccountKey short", MhsmErrorId.InvalidStorageAccountKey)]
    [InlineData("-DestinationStorageAccountName X -DestinationContainerName hsm -DestinationSasToken $vaultSas", MhsmErrorId.InvalidStorageAccountName)]
    public void A_destination_that_was_given_wrongly_is_refused(string arguments, string errorId) =>
        RunForError($"Copy-MhsmBackup $container -BackupFolder mhsm-contoso-hsm-2026112316180860 -SasToken $sas {arguments}", errorId);

    [Theory]
    [InlineData("Copy-MhsmBackup $container -SasToken $sas", MhsmErrorId.BackupFolderMissing)]
    [InlineData("Copy-MhsmBackup $container/a -BackupFolder b -SasToken $sas", MhsmErrorId.BackupFolderConflict)]
    [InlineData("Copy-MhsmBackup $container -BackupFolder nightly -SasToken $sas", MhsmErrorId.InvalidBackupFolder)]
    [InlineData("Copy-MhsmBackup $container -BackupFolder mhsm-contoso-hsm-2026112316180860 -SasToken $sas", MhsmErrorId.BackupNotFound)]
    public void A_source_that_is_no_backup_is_refused(string script, string errorId) =>
        RunForError($"{script} -DestinationContainerUri $vault -DestinationSasToken $vaultSas", errorId);

    [Theory]
    [InlineData("mhsm-contoso-hsm-2026112316180860?sv=2024-11-04&sig=c2VjcmV0", "")]
    [InlineData("sv=2024-11-04&sp=rl&sig=c2VjcmV0", "")]
    [InlineData("sv=2024-11-04&sp=rl&sig=c2VjcmV0", "/other")]
    public void A_sas_that_was_given_as_the_folder_is_not_shown(string folder, string inUri)
    {
        (ErrorRecord error, _) = RunForError(
            $"Copy-MhsmBackup \"$container{inUri}\" -BackupFolder '{folder}' -SasToken $sas -DestinationContainerUri $vault -DestinationSasToken $vaultSas", MhsmErrorId.InvalidBackupFolder);
        Assert.DoesNotContain("c2VjcmV0", error.ToString() + error.TargetObject + error.Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void One_copy_that_fails_does_not_stop_the_others()
    {
        MhsmJob first = BackUp();
        BackUp();
        Container.Client.GetBlobClient(first.BackupFolder + "/manifest.json").Delete(cancellationToken: Cancel);
        (ErrorRecord error, SessionResult result) = RunForError(
            "Get-MhsmBackup $container -SasToken $sas | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri $vault -DestinationSasToken $vaultSas", MhsmErrorId.BackupIncomplete);
        Assert.Contains(first.BackupFolder!, error.ToString(), StringComparison.Ordinal);
        Assert.Single(result.Output);
    }

    [Theory]
    [InlineData("Get-MhsmBackup $container -SasToken $sas")]
    [InlineData("@(Get-MhsmBackup $container -SasToken $sas | Where-Object State -eq Complete) + [pscustomobject] @{ ContainerUri = $container; BackupFolder = 'photos' }")]
    public async Task An_error_that_ends_the_pipeline_comes_when_all_copies_have_ended(string source)
    {
        string[] folders = [.. Enumerable.Range(10, 6).Select(day => $"mhsm-contoso-hsm-202609{day}10000000")];
        foreach (string folder in folders)
        {
            for (int i = 0; i < 10; i++) await Container.Client.UploadBlobAsync($"{folder}/block-{i}", BinaryData.FromString("1"), Cancel);
        }

        // The newest one is read first, and lacks its manifest.
        await Container.Client.UploadBlobAsync("mhsm-contoso-hsm-2026092010000000/part-1.bin", BinaryData.FromString("1"), Cancel);
        SessionResult result = Session.Invoke($"$ErrorActionPreference = 'Stop'; try {{ {source} | Copy-MhsmBackup -SasToken $sas -DestinationContainerUri $vault -DestinationSasToken $vaultSas }} catch {{ $_.FullyQualifiedErrorId }}");
        Assert.Equal(folders, result.Output.Select(item => item.BaseObject).OfType<MhsmBackupCopy>().Select(copy => copy.BackupFolder).Order(StringComparer.Ordinal));
        Assert.StartsWith(source.Contains("photos", StringComparison.Ordinal) ? MhsmErrorId.InvalidBackupFolder : MhsmErrorId.BackupIncomplete, result.Output[^1].ToString(), StringComparison.Ordinal);
        Assert.Equal(60, (await Vault.BlobNamesAsync()).Count);
    }
}
