using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>Test-MhsmSasToken: what a token says of itself, by the same judgement as a start's.</summary>
public sealed class TestSasTokenTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Secret = "c2VjcmV0LXNpZ25hdHVyZQ%3D%3D";

    [Theory]
    [InlineData("sr=c&sp=rcwd&se=2099-01-01", SasTokenKind.AccountKey, "a container", true, false, false, false)]
    [InlineData("sr=c&sp=rdl&se=2099-01-01", SasTokenKind.AccountKey, "a container", false, true, true, false)]
    [InlineData("sr=c&sp=rwdl&se=2099-01-01", SasTokenKind.AccountKey, "a container", false, true, true, true)]
    [InlineData("sr=c&sp=rl&se=2099-01-01", SasTokenKind.AccountKey, "a container", false, true, true, false)]
    [InlineData("sr=c&sp=rcwdl&se=2099-01-01", SasTokenKind.AccountKey, "a container", true, true, true, true)]
    [InlineData("sr=c&sp=rcwdl&se=2020-01-01", SasTokenKind.AccountKey, "a container", false, false, false, false)]
    [InlineData("sr=c&sp=rcwdl&st=2098-01-01&se=2099-01-01", SasTokenKind.AccountKey, "a container", false, false, false, false)]
    [InlineData("sr=b&sp=rcwdl&se=2099-01-01", SasTokenKind.AccountKey, "one blob", false, false, false, false)]
    [InlineData("sr=d&sdd=1&sp=rl&se=2099-01-01", SasTokenKind.AccountKey, "one directory", false, false, false, false)]
    [InlineData("ss=b&srt=co&sp=rcwdl&se=2099-01-01", SasTokenKind.Account, "the storage account", true, true, true, true)]
    [InlineData("ss=b&srt=c&sp=rcwdl&se=2099-01-01", SasTokenKind.Account, "the storage account", false, false, true, false)]
    [InlineData("ss=q&srt=sco&sp=rcwdl&se=2099-01-01", SasTokenKind.Account, "the storage account", false, false, false, false)]
    [InlineData("sr=c&si=policy", SasTokenKind.StoredAccessPolicy, "a container", null, null, null, null)]
    [InlineData("sr=c&sp=rl&se=2099-01-01&skoid=11111111-2222-3333-4444-555555555555&sktid=t", SasTokenKind.UserDelegation, "a container", false, true, true, false)]
    public void Rights_are_read_from_the_fields(string fields, SasTokenKind kind, string resource, bool? backUp, bool? restore, bool? list, bool? delete)
    {
        MhsmSasTokenReport report = Report($"Test-MhsmSasToken 'sv=2025-01-05&{fields}&sig={Secret}'");
        Assert.Equal((kind, resource), (report.Kind, report.Resource));
        Assert.Equal((backUp, restore, list, delete), (report.CanBackUp, report.CanRestore, report.CanList, report.CanDelete));
        Assert.Equal("2025-01-05", report.ServiceVersion);
    }

    [Fact]
    public void All_fields_come_out_in_words()
    {
        MhsmSasTokenReport report = Report($"'?sv=2025-01-05&sr=c&sp=rl&se=2099-01-01&spr=https&sip=203.0.113.7&skoid=the-object&sktid=the-tenant&sig={Secret}' | Test-MhsmSasToken");
        Assert.Equal(["read", "list"], report.PermissionsInWords);
        Assert.Equal(("https", "203.0.113.7", "the-object", "the-tenant"), (report.Protocol, report.IPAddressOrRange, report.ObjectId, report.TenantId));
        Assert.False(report.IsExpired);
        Assert.True(report.ValidFor > TimeSpan.FromDays(365));
        Assert.Contains("203.0.113.7", Assert.Single(report.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sr=c&sp=rl&se=2099-01-01", MhsmErrorId.SasTokenLacksPermission)]
    [InlineData("sr=c&sp=crdw&se=2020-01-01", MhsmErrorId.SasTokenExpired)]
    [InlineData("sr=b&sp=crdw&se=2099-01-01", MhsmErrorId.SasTokenForOtherResource)]
    [InlineData("sr=c&spr=http&sp=crdw&se=2099-01-01", MhsmErrorId.SasTokenProtocol)]
    public void A_problem_has_the_words_that_a_start_refuses_with(string fields, string errorId)
    {
        string refusal = RunForError($"Start-MhsmBackup $hsm -ContainerUri $container -SasToken 'sv=2025-01-05&{fields}&sig={Secret}'", errorId).Error.Exception.Message;
        string problem = Report($"Test-MhsmSasToken 'sv=2025-01-05&{fields}&sig={Secret}' -ContainerUri $container -For Backup").Problems[0];
        // Between the two a second may have passed.
        Assert.Equal(refusal[..40], problem[..40]);
    }

    [Fact]
    public void A_token_that_cannot_be_read_is_an_error_and_with_Quiet_false_as_well()
    {
        Assert.Empty(RunForError("Test-MhsmSasToken nonsense", MhsmErrorId.InvalidSasToken).Result.Output);
        Assert.False((bool)Assert.Single(RunForError("Test-MhsmSasToken nonsense -Quiet", MhsmErrorId.InvalidSasToken).Result.Output).BaseObject);
        RunForError("Test-MhsmSasToken", MhsmErrorId.StorageAccessMissing);
        RunForError("Test-MhsmSasToken $backupSas -ContainerUri \"${container}?$backupSas\"", MhsmErrorId.StorageAccessConflict);
    }

    [Theory]
    [InlineData("Test-MhsmSasToken $backupSas -Quiet", true)]
    [InlineData("Test-MhsmSasToken $backupSas -Quiet -For Backup", true)]
    [InlineData("Test-MhsmSasToken $backupSas -Quiet -For Restore", false)]
    [InlineData("Test-MhsmSasToken -ContainerUri \"${container}?$restoreSas\" -Quiet -For Restore", true)]
    [InlineData("New-MhsmSasToken $container -For Restore -StorageAccountKey $key | Test-MhsmSasToken -Quiet -For Restore", true)]
    public void Quiet_gives_true_or_false(string script, bool expected)
    {
        Session.Set("key", Azurite.Server.AccountKey);
        Assert.Equal(expected, Assert.Single(Run(script).Output).BaseObject);
    }

    [Fact]
    public void A_new_token_comes_with_its_container_and_has_no_problem()
    {
        Session.Set("key", Azurite.Server.AccountKey);
        MhsmSasTokenReport report = Report("New-MhsmSasToken $container -For Backup -StorageAccountKey $key | Test-MhsmSasToken");
        Assert.Equal(Container.Uri, report.ContainerUri);
        Assert.Empty(report.Problems);
    }

    private MhsmSasTokenReport Report(string script)
    {
        SessionResult result = Run(script);
        return Assert.IsType<MhsmSasTokenReport>(Assert.Single(result.Output).BaseObject);
    }
}
