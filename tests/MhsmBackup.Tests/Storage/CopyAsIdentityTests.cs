using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>Copies without SAS and key, over https: the source is read with the caller's token.</summary>
public sealed class CopyAsIdentityTests(SecureStorageFixture fixture) : SecureStorageTest(fixture)
{
    private const string Script = "Get-MhsmBackup $container | Copy-MhsmBackup -DestinationContainerUri $vault";

    [Fact]
    public async Task Whoever_is_signed_in_copies_what_the_hsm_has_written()
    {
        TestContainer vault = await PrepareAsync();
        var copy = Assert.IsType<MhsmBackupCopy>(Assert.Single(Run(Script).Output).BaseObject);
        Assert.True(copy.Verified && copy.BlobsCopied == copy.BlobCount);
        Assert.Equal(await Container.BlobNamesAsync(), await vault.BlobNamesAsync());
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_named()
    {
        await PrepareAsync();
        Session.Set("vault", Fixture.Azurite.ContainerUri("not-there").AbsoluteUri);
        SessionResult result = Session.Invoke(Script);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(MhsmErrorId.ContainerNotFound, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("not-there", error.ToString(), StringComparison.Ordinal);
    }

    private async Task<TestContainer> PrepareAsync()
    {
        Fixture.Hsm.Keys.Create("a");
        Run("$null = Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        TestContainer vault = await Fixture.NewContainerAsync();
        Session.Set("vault", vault.Uri.AbsoluteUri);
        return vault;
    }
}
