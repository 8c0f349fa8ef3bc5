using MhsmBackup.Errors;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>A folder that somebody has named after a time to come takes nothing from the real backups.</summary>
public sealed class FutureBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Future = "mhsm-a-20620101000000";

    [Fact]
    public async Task The_newest_backup_stays_protected_beside_it()
    {
        var folders = new TestContainerAddress(Container);
        string newest = await folders.AddAsync(TestContainerAddress.FolderOf("a", DateTime.UtcNow.AddDays(-1)), 1);
        await folders.AddAsync(Future, 1);
        Session.Set("sas", Container.Sas("rwdl"));
        RunForError($"Remove-MhsmBackup $container/{newest} -SasToken $sas -Confirm:$false", MhsmErrorId.NewestBackupProtected);
        Assert.Equal(
            ["Keep its time is in the future", "Keep newest complete backup; KeepLast 1 of 1"],
            Run("Remove-MhsmBackup $container -SasToken $sas -KeepLast 1 -WhatIf | ForEach-Object { \"$($_.Action) $($_.Reason)\" }").Output.Select(text => text.ToString()));
        // By its name it goes.
        Run($"Remove-MhsmBackup $container/{Future} -SasToken $sas -Confirm:$false");
        Assert.Single(await Container.BlobNamesAsync());
    }
}
