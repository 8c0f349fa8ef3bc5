using System.Management.Automation;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>Test-MhsmBackupStorage in the real engine, against real storage.</summary>
[Collection(nameof(EnvironmentVariables))] // what leads to Azure Resource Manager is the process's
public sealed class TestMhsmBackupStorageTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public async Task A_container_is_tested_and_nothing_is_left_behind()
    {
        Dictionary<string, MhsmStorageCheck> checks = Check("Test-MhsmBackupStorage $container -SasToken $sas");
        Assert.Equal(19, checks.Count);
        Assert.All(["Reachable", "ContainerExists", "Permission", "List", "Read", "Write"], name => Assert.Equal(MhsmStorageCheckStatus.Pass, checks[name].Status));
        // Azurite is no account of Azure: what would tell of it is not asked.
        Assert.All(["PublicNetworkAccess", "ContainerSoftDelete", "Lifecycle"], name => Assert.Contains("this machine", checks[name].Finding, StringComparison.Ordinal));
        Assert.Empty(await Container.BlobNamesAsync());
    }

    [Fact]
    public async Task A_SAS_that_the_HSM_needs_is_enough()
    {
        Dictionary<string, MhsmStorageCheck> backup = Check("Test-MhsmBackupStorage $container -SasToken $backupSas");
        Assert.DoesNotContain(backup.Values, check => check.Status == MhsmStorageCheckStatus.Fail);
        Assert.Equal(MhsmStorageCheckStatus.Pass, backup["Write"].Status);
        Dictionary<string, MhsmStorageCheck> restore = Check("Test-MhsmBackupStorage $container -SasToken $restoreSas -For Restore");
        Assert.DoesNotContain(restore.Values, check => check.Status == MhsmStorageCheckStatus.Fail);
        Dictionary<string, MhsmStorageCheck> wrong = Check("Test-MhsmBackupStorage $container -SasToken $restoreSas");
        Assert.Equal((MhsmStorageCheckStatus.Fail, MhsmStorageCheckStatus.Fail), (wrong["Permission"].Status, wrong["Write"].Status));
        Assert.Empty(await Container.BlobNamesAsync());
    }

    [Fact]
    public void A_key_tells_more_of_the_account()
    {
        Session.Set("key", Azurite.Server.AccountKey);
        Dictionary<string, MhsmStorageCheck> checks = Check("Test-MhsmBackupStorage $container -StorageAccountKey $key -UseManagedIdentity");
        Assert.Equal(MhsmStorageCheckStatus.Pass, checks["AnonymousAccess"].Status);
        Assert.Equal(MhsmStorageCheckStatus.Warning, checks["Immutability"].Status);
        Assert.Equal(MhsmStorageCheckStatus.NotRead, checks["Permission"].Status);
        Assert.NotEqual(MhsmStorageCheckStatus.NotRead, checks["BlobSoftDelete"].Status);
        Assert.NotEqual(MhsmStorageCheckStatus.NotRead, checks["AccountKind"].Status);
    }

    [Fact]
    public void A_container_that_is_not_there_fails_and_the_others_are_tested()
    {
        SessionResult result = Run("\"${container}x\", $container | Test-MhsmBackupStorage -SasToken $accountSas");
        MhsmStorageCheck[] checks = Of(result);
        Assert.Equal(38, checks.Length);
        Assert.Equal(MhsmStorageCheckStatus.Fail, checks.First(check => check.Check == "ContainerExists").Status);
        Assert.All(checks.Take(19), check => Assert.EndsWith("x", check.Container.AbsoluteUri, StringComparison.Ordinal));
        Assert.Equal(MhsmStorageCheckStatus.Pass, checks.Last(check => check.Check == "Write").Status);
    }

    [Fact]
    public void Nothing_that_listens_is_said_to_be_unreachable()
    {
        Session.Set("dead", "https://127.0.0.1:9/account/hsm");
        Dictionary<string, MhsmStorageCheck> checks = Check("Test-MhsmBackupStorage $dead -SasToken $backupSas");
        Assert.Equal(MhsmStorageCheckStatus.Fail, checks["Reachable"].Status);
        Assert.Equal(MhsmStorageCheckStatus.NotRead, checks["Write"].Status);
    }

    [Fact]
    public async Task SkipWrite_writes_nothing()
    {
        Assert.Equal(MhsmStorageCheckStatus.NotRead, Check("Test-MhsmBackupStorage $container -SasToken $sas -SkipWrite")["Write"].Status);
        Assert.Empty(await Container.BlobNamesAsync());
    }

    [Theory]
    [InlineData("$sas", true)]
    [InlineData("$restoreSas", false)]
    public void Quiet_says_whether_nothing_has_failed(string sas, bool expected) =>
        Assert.Equal(expected, Assert.Single(Run($"Test-MhsmBackupStorage $container -SasToken {sas} -Quiet").Output).BaseObject);

    [Fact]
    public void Quiet_says_no_for_a_container_that_could_not_be_tested()
    {
        (_, SessionResult result) = RunForError("Test-MhsmBackupStorage 'not a uri', $container -SasToken $sas -Quiet", "InvalidContainerUri");
        Assert.Equal(false, Assert.Single(result.Output).BaseObject);
    }

    [Theory]
    [InlineData("-ResourceId contosobackup", "InvalidResourceId")]
    [InlineData("-SubscriptionId mine", "InvalidSubscriptionId")]
    [InlineData("-ResourceId " + ScriptedResourceManager.AccountPath, "InvalidResourceId")]
    public void What_cannot_be_is_refused(string arguments, string errorId) => RunForError($"Test-MhsmBackupStorage $container -SasToken $sas {arguments}", errorId);

    [Fact]
    public void No_secret_is_shown()
    {
        SessionResult result = Session.Invoke("$VerbosePreference = $DebugPreference = 'Continue'; Test-MhsmBackupStorage \"${container}?$sas\"; Test-MhsmBackupStorage $container -SasToken $restoreSas");
        Assert.Empty(result.Errors);
        ShownTexts.AssertWithout([SignatureOf("sas"), SignatureOf("restoreSas")], ShownTexts.Of(Session, result));
    }

    [Fact]
    public void The_table_shows_every_check()
    {
        Run("Test-MhsmBackupStorage $container -SasToken $sas | Out-Default");
        Assert.Contains(Session.Host.Record.Lines, line => line.Contains("PublicNetworkAccess", StringComparison.Ordinal));
    }

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        Session.Set("sas", Container.Sas());
        var builder = new Azure.Storage.Sas.AccountSasBuilder(
            Azure.Storage.Sas.AccountSasPermissions.All, DateTimeOffset.UtcNow.AddDays(2), Azure.Storage.Sas.AccountSasServices.Blobs, Azure.Storage.Sas.AccountSasResourceTypes.All);
        Session.Set("accountSas", builder.ToSasQueryParameters(new Azure.Storage.StorageSharedKeyCredential(Azurite.Server.AccountName, Azurite.Server.AccountKey)).ToString());
    }

    private static MhsmStorageCheck[] Of(SessionResult result) => [.. result.Output.Select(item => Assert.IsType<MhsmStorageCheck>(item.BaseObject))];

    private string SignatureOf(string variable)
    {
        string sas = (string)((PSObject)Run("$" + variable).Output[0]).BaseObject;
        return sas.Split('&').Single(field => field.StartsWith("sig=", StringComparison.Ordinal))[4..];
    }

    private Dictionary<string, MhsmStorageCheck> Check(string script) => Of(Run(script)).ToDictionary(check => check.Check);
}
