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
    private TestContainer _other = null!;

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        _other = await Azurite.NewContainerAsync();
        Session.Set("listSas", Container.Sas("rl"));
        Session.Set("key", Azurite.Server.AccountKey);
        Session.Set("other", _other.Uri.AbsoluteUri);
        Session.Set("otherSas", _other.Sas("rcwl"));
    }

    [Fact]
    public void A_copy_restores()
    {
        Hsm.Keys.Create("payroll");
        BackUp();
        Hsm.Lose();
        MhsmBackupCopy copy = Assert.IsType<MhsmBackupCopy>(Assert.Single(Run(
            "Get-MhsmBackup $container -SasToken $listSas | Copy-MhsmBackup -DestinationContainerUri $other -SasToken $listSas -DestinationSasToken $otherSas -OutVariable copy").Output).BaseObject);
        Assert.True(copy.BlobsCopied > 1 && copy.BlobsCopied == copy.BlobCount && copy.Md5Verified == copy.BlobCount);
        Session.Set("otherRestoreSas", _other.Sas("rl"));
        Assert.Equal(MhsmJobStatus.Succeeded, RunForJob("$copy | Start-MhsmRestore -HsmName $hsm -SasToken $otherRestoreSas -Force -Wait").Status);
        Assert.Single(Hsm.Keys.Versions("payroll"));
    }

    [Fact]
    public void The_accounts_keys_serve_on_both_sides_and_a_folder_takes_the_copy()
    {
        MhsmJob backup = BackUp();
        MhsmBackupCopy copy = (MhsmBackupCopy)Assert.Single(Run("Get-MhsmBackup $container -StorageAccountKey $key | Copy-MhsmBackup -StorageAccountKey $key -DestinationContainerUri $other/2026 -DestinationStorageAccountKey $key").Output).BaseObject;
        Assert.Equal("2026/" + backup.BackupFolder, copy.BackupFolder);
        Assert.Equal($"{_other.Uri}/2026/{backup.BackupFolder}", copy.BackupUri.AbsoluteUri);
    }

    [Fact]
    public async Task One_that_fails_does_not_stop_the_others()
    {
        BackUp();
        await new TestContainerAddress(Container).AddUncommittedAsync(TestContainerAddress.FolderOf("broken", DateTime.UtcNow) + "/data");
        (ErrorRecord error, SessionResult result) = RunForError(
            "Get-MhsmBackup $container -SasToken $listSas | Copy-MhsmBackup -DestinationContainerUri $other -SasToken $listSas -DestinationSasToken $otherSas", MhsmErrorId.BackupIncomplete);
        Assert.Single(result.Output);
        Assert.Contains("broken", error.TargetObject.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIf_copies_nothing()
    {
        BackUp();
        Assert.Empty(Run("Get-MhsmBackup $container -SasToken $listSas | Copy-MhsmBackup -DestinationContainerUri $other -SasToken $listSas -DestinationSasToken $otherSas -WhatIf").Output);
        Assert.Empty(await _other.BlobNamesAsync());
    }

    [Theory]
    [InlineData("-DestinationContainerUri $container -SasToken $listSas -DestinationSasToken $backupSas", MhsmErrorId.CopyOntoItself)]
    [InlineData("-DestinationContainerUri $other -SasToken $listSas -DestinationSasToken $listSas", MhsmErrorId.SasTokenLacksPermission)]
    [InlineData("-DestinationContainerUri $other -SasToken $listSas -DestinationSasToken $otherSas -DestinationStorageAccountKey $key", MhsmErrorId.StorageAccessConflict)]
    [InlineData("-DestinationContainerUri ftp://x/y -SasToken $listSas -DestinationSasToken $otherSas", MhsmErrorId.InvalidContainerUri)]
    [InlineData("-DestinationStorageAccountName UPPER -DestinationBlobContainerName hsm -SasToken $listSas -DestinationSasToken $otherSas", MhsmErrorId.InvalidStorageAccountName)]
    public void Bad_input_is_refused(string arguments, string errorId) =>
        RunForError($"Copy-MhsmBackup $container -BackupFolder mhsm-contoso-hsm-2026112316180860 {arguments}", errorId);

    [Fact]
    public void A_container_without_a_backup_and_a_folder_that_is_none_are_refused()
    {
        RunForError("Copy-MhsmBackup $container $other -SasToken $listSas -DestinationSasToken $otherSas", MhsmErrorId.BackupFolderMissing);
        RunForError("Copy-MhsmBackup $container/notes $other -SasToken $listSas -DestinationSasToken $otherSas", MhsmErrorId.InvalidBackupFolder);
    }

    [Fact]
    public void No_secret_is_shown()
    {
        BackUp();
        string[] secrets = [.. new[] { Container.Sas("rl"), _other.Sas("rcwl") }.Select(sas => System.Text.RegularExpressions.Regex.Match(sas, "(?<=sig=)[^&]+").Value), Azurite.Server.AccountKey];
        SessionResult result = Session.Invoke(
            """
            Get-MhsmBackup $container -SasToken $listSas | Copy-MhsmBackup -DestinationContainerUri $other -SasToken $listSas -DestinationSasToken $otherSas -Verbose -Debug
            Get-MhsmBackup $container -SasToken $listSas | Copy-MhsmBackup -DestinationContainerUri $other -StorageAccountKey $key -DestinationSasToken ($otherSas -replace 'sig=', 'sig=x') -Verbose -Debug
            """);
        string shown = string.Join('\n', result.Output.Select(item => PSSerializer.Serialize(item)).Concat(result.Errors.Select(error => error.ToString() + error.Exception)).Concat([.. result.Verbose, .. result.Debug]));
        Assert.Single(result.Errors);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }
}
