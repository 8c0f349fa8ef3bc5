using System.Net;
using Azure;
using Azure.Storage.Blobs;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>New-MhsmSasToken as whoever is signed in: a user delegation SAS, or with a key of Azure Resource Manager.</summary>
public sealed class SasAsIdentityTests(SecureStorageFixture fixture) : SecureStorageTest(fixture)
{
    [Fact]
    public void An_identity_signs_and_the_backup_runs()
    {
        MhsmSasToken token = Make("-For Backup");
        Assert.Equal(SasTokenKind.UserDelegation, token.Kind);
        Assert.Contains("spr=https&", Plain(token) + "&", StringComparison.Ordinal);
        Session.Set("made", token);
        Assert.Equal(MhsmJobStatus.Succeeded, Assert.IsType<MhsmJob>(Assert.Single(Run("$made | Start-MhsmBackup $hsm -Wait").Output).BaseObject).Status);
        MhsmSasTokenReport report = Assert.IsType<MhsmSasTokenReport>(Assert.Single(Run("$made | Test-MhsmSasToken").Output).BaseObject);
        Assert.Equal((SasTokenKind.UserDelegation, Fixture.Tenant), (report.Kind, report.TenantId));
        Assert.NotNull(report.ObjectId);
    }

    [Fact]
    public async Task A_restore_token_of_an_identity_does_not_write()
    {
        var client = new BlobContainerClient(Container.Uri, new AzureSasCredential(Plain(Make("-For Restore -ValidFor 7.00:00:00"))), Fixture.Azurite.ClientOptions());
        await foreach (var blob in client.GetBlobsAsync(cancellationToken: Cancel)) Assert.Fail(blob.Name);
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => client.UploadBlobAsync("blob", BinaryData.FromString("x"), Cancel))).Status);
    }

    [Theory]
    [InlineData("-ValidFor 7.00:00:01", MhsmErrorId.InvalidSasExpiry)]
    [InlineData("-ExpiresOn ([datetime]'2099-01-01')", MhsmErrorId.InvalidSasExpiry)]
    [InlineData("-Policy any", MhsmErrorId.SasOptionConflict)]
    public void What_an_identity_cannot_sign_is_refused(string parameters, string errorId)
    {
        SessionResult result = Session.Invoke($"New-MhsmSasToken $container -For Backup {parameters}");
        Assert.Equal(errorId, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_key_that_is_read_from_the_account_signs_for_longer_and_is_not_shown()
    {
        SessionResult result = Run("New-MhsmSasToken $container, $container -For Backup -UseAccountKey -ValidFor 30.00:00:00 -Verbose -Debug");
        Assert.Equal(2, result.Output.Count);
        Assert.All(result.Output, item => Assert.Equal(SasTokenKind.AccountKey, Assert.IsType<MhsmSasToken>(item.BaseObject).Kind));
        ShownTexts.AssertWithout([Fixture.Azurite.AccountKey], ShownTexts.Of(Session, result));
        Session.Set("made", result.Output[0].BaseObject);
        Assert.Equal(MhsmJobStatus.Succeeded, Assert.IsType<MhsmJob>(Assert.Single(Run("$made | Start-MhsmBackup $hsm -Wait").Output).BaseObject).Status);
    }

    private MhsmSasToken Make(string parameters) =>
        Assert.IsType<MhsmSasToken>(Assert.Single(Run($"New-MhsmSasToken $container {parameters}").Output).BaseObject);

    private static string Plain(MhsmSasToken token) => new NetworkCredential(string.Empty, token.SasToken).Password;
}
