using System.Management.Automation;
using System.Net;
using System.Security;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>New-MhsmSasToken: what real storage lets its tokens do, and what is refused before any call.</summary>
public sealed class SasTokenCmdletTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        Session.Set("key", Azurite.Server.AccountKey);
    }

    [Fact]
    public async Task A_backup_token_reads_creates_writes_deletes_and_does_not_list()
    {
        MhsmSasToken token = Make("-For Backup");
        Assert.Equal("rcwd", token.Permissions);
        Assert.Equal(SasTokenKind.AccountKey, token.Kind);
        Assert.Null(token.StartsOn);
        BlobContainerClient client = ClientOf(token);
        await client.UploadBlobAsync("folder/blob", BinaryData.FromString("words"), Cancel);
        Assert.Equal("words", (await client.GetBlobClient("folder/blob").DownloadContentAsync(Cancel)).Value.Content.ToString());
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => ListAsync(client))).Status);
        await client.DeleteBlobAsync("folder/blob", cancellationToken: Cancel);
        Assert.Empty(await Container.BlobNamesAsync());
    }

    [Fact]
    public async Task A_restore_token_reads_and_lists_and_does_not_write_or_delete()
    {
        await Container.Client.UploadBlobAsync("blob", BinaryData.FromString("words"), Cancel);
        MhsmSasToken token = Make("-For Restore");
        Assert.Equal("rl", token.Permissions);
        BlobContainerClient client = ClientOf(token);
        Assert.Equal("words", (await client.GetBlobClient("blob").DownloadContentAsync(Cancel)).Value.Content.ToString());
        Assert.Equal(["blob"], await ListAsync(client));
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => client.UploadBlobAsync("other", BinaryData.FromString("x"), Cancel))).Status);
        Assert.Equal(403, (await Assert.ThrowsAsync<RequestFailedException>(() => client.DeleteBlobAsync("blob", cancellationToken: Cancel))).Status);
    }

    [Fact]
    public void Tokens_go_by_pipe_into_a_backup_a_list_and_a_restore()
    {
        Hsm.Keys.Create("a");
        SessionResult made = Run("New-MhsmSasToken $container -For Backup -StorageAccountKey $key | Start-MhsmBackup $hsm -Wait");
        MhsmJob backup = Assert.IsType<MhsmJob>(Assert.Single(made.Output).BaseObject);
        // A token of the default time is long enough at once: the start has nothing to warn of.
        Assert.Empty(made.Warnings);
        Assert.Equal(MhsmJobStatus.Succeeded, backup.Status);

        Session.Set("folder", backup.BackupFolder!);
        PSObject listed = Assert.Single(Run("New-MhsmSasToken $container -For Restore -StorageAccountKey $key | Get-MhsmBackup").Output);
        Assert.Equal(backup.BackupFolder, listed.Properties["BackupFolder"].Value);
        Assert.Equal(MhsmJobStatus.Succeeded, RunForJob("New-MhsmSasToken $container -For Restore -StorageAccountKey $key | Start-MhsmRestore $hsm -BackupFolder $folder -Force -Wait").Status);
        Hsm.Lose();
        Assert.Equal(MhsmJobStatus.Succeeded, RunForJob("New-MhsmSasToken $container -For Restore -StorageAccountKey $key | Restore-MhsmKey $hsm -KeyName a -BackupFolder $folder -Wait").Status);
    }

    [Fact]
    public void A_token_ends_after_24_hours_and_a_half_or_when_it_is_told_to()
    {
        DateTime before = DateTime.UtcNow;
        Assert.InRange(Make("-For Backup").ExpiresOn!.Value, before.AddHours(24.5).AddSeconds(-1), DateTime.UtcNow.AddHours(24.5));
        Assert.InRange(Make("-For Backup -ValidFor 30.00:00:00").ExpiresOn!.Value, before.AddDays(30).AddSeconds(-1), DateTime.UtcNow.AddDays(30));
        Assert.Equal(new DateTime(2099, 1, 2, 3, 4, 5, DateTimeKind.Utc), Make("-For Backup -ExpiresOn ([datetime]'2099-01-02T03:04:05Z')").ExpiresOn);
    }

    [Theory]
    [InlineData("-For Backup -StorageAccountKey $key -ValidFor 0", MhsmErrorId.InvalidSasExpiry)]
    [InlineData("-For Backup -StorageAccountKey $key -ExpiresOn ([datetime]'2020-01-01')", MhsmErrorId.InvalidSasExpiry)]
    [InlineData("-For Backup -StorageAccountKey $key -ValidFor 1.00:00:00 -ExpiresOn ([datetime]'2099-01-01')", MhsmErrorId.SasOptionConflict)]
    [InlineData("-For Backup -StorageAccountKey $key -Policy p -ValidFor 1.00:00:00", MhsmErrorId.SasOptionConflict)]
    [InlineData("-For Backup -StorageAccountKey $key -IPAddressOrRange 10.0.0.0/24", MhsmErrorId.InvalidIPAddressRange)]
    [InlineData("-For Backup -StorageAccountKey $key -IPAddressOrRange ::1", MhsmErrorId.InvalidIPAddressRange)]
    [InlineData("-For Backup -StorageAccountKey $key -IPAddressOrRange 10.0.0.9-10.0.0.1", MhsmErrorId.InvalidIPAddressRange)]
    [InlineData("-For Backup -StorageAccountKey $key -IPAddressOrRange 10.0.0.1-10.0.0.2-10.0.0.3", MhsmErrorId.InvalidIPAddressRange)]
    [InlineData("-For Backup -StorageAccountKey $key -UseAccountKey", MhsmErrorId.StorageAccessConflict)]
    [InlineData("-For Backup -StorageAccountKey $key -Policy none", MhsmErrorId.SasPolicyNotFound)]
    [InlineData("-For Backup -StorageAccountKey short", MhsmErrorId.InvalidStorageAccountKey)]
    public void What_cannot_be_made_is_refused(string parameters, string errorId)
    {
        (_, SessionResult result) = RunForError($"New-MhsmSasToken $container {parameters}", errorId);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void A_SAS_makes_no_other_one() =>
        RunForError("New-MhsmSasToken \"${container}?$backupSas\" -For Backup", MhsmErrorId.StorageAccessConflict);

    [Fact]
    public void A_container_that_cannot_be_meant_does_not_stop_the_others()
    {
        SessionResult result = Session.Invoke("'https://contoso.file.core.windows.net/x', $container | New-MhsmSasToken -For Restore -StorageAccountKey $key");
        Assert.StartsWith(MhsmErrorId.InvalidContainerUri, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(Container.Uri, Assert.IsType<MhsmSasToken>(Assert.Single(result.Output).BaseObject).ContainerUri);
    }

    [Fact]
    public void A_token_of_an_address_range_says_so_and_a_start_warns_of_it()
    {
        MhsmSasToken token = Make("-For Backup -IPAddressOrRange '203.0.113.0 - 203.0.113.255'");
        Assert.Equal("203.0.113.0-203.0.113.255", token.IPAddressOrRange);
        Assert.Contains("sip=203.0.113.0-203.0.113.255", Plain(token), StringComparison.Ordinal);
        Session.Set("made", token);
        Assert.Contains("203.0.113.0", Assert.Single(Run("$made | Start-MhsmBackup $hsm -WhatIf").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_gives_permissions_and_end()
    {
        DateTimeOffset end = new(2098, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await Container.Client.SetAccessPolicyAsync(
            permissions: [new BlobSignedIdentifier { Id = "hsm-restore", AccessPolicy = new BlobAccessPolicy { Permissions = "rl", PolicyExpiresOn = end } }], cancellationToken: Cancel);
        MhsmSasToken token = Make("-For Restore -Policy hsm-restore");
        Assert.Equal((SasTokenKind.StoredAccessPolicy, "rl", end.UtcDateTime, "hsm-restore"), (token.Kind, token.Permissions, token.ExpiresOn, token.Policy));
        Assert.DoesNotContain("sp=", Plain(token), StringComparison.Ordinal);
        Assert.Empty(await ListAsync(ClientOf(token)));
    }

    [Fact]
    public void WhatIf_makes_nothing() => Assert.Empty(Run("New-MhsmSasToken $container -For Backup -StorageAccountKey $key -WhatIf").Output);

    [Fact]
    public void No_view_and_no_stream_shows_the_token_or_the_key()
    {
        SessionResult result = Session.Invoke("New-MhsmSasToken $container -For Backup -StorageAccountKey $key -Verbose -Debug | ForEach-Object { $script:made = $_; \"$_\" }; Test-MhsmSasToken $made.SasToken -Verbose; New-MhsmSasToken $container -For Backup -StorageAccountKey $key -Policy none");
        MhsmSasToken token = Assert.IsType<MhsmSasToken>(Assert.Single(Run("$made").Output).BaseObject);
        Run("$made | Out-Default; Test-MhsmSasToken $made.SasToken | Out-Default");
        string signature = Plain(token).Split('&').Single(part => part.StartsWith("sig=", StringComparison.Ordinal))[4..];
        Assert.Contains(Session.Host.Record.Lines, line => line.Contains("rcwd", StringComparison.Ordinal));
        // A SecureString of an object that is serialized is encoded; the text of the object is what is looked at.
        string[] shown = [.. ShownTexts.Of(Session, result), token.ToString(), .. result.Output.Select(item => item.ToString())];
        ShownTexts.AssertWithout([signature, Azurite.Server.AccountKey], shown);
    }

    private MhsmSasToken Make(string parameters) =>
        Assert.IsType<MhsmSasToken>(Assert.Single(Run($"New-MhsmSasToken $container -StorageAccountKey $key {parameters}").Output).BaseObject);

    private static BlobContainerClient ClientOf(MhsmSasToken token) => new(token.ContainerUri, new AzureSasCredential(Plain(token)));

    private static string Plain(MhsmSasToken token) => PlainOf(token.SasToken);

    private static string PlainOf(SecureString text) => new NetworkCredential(string.Empty, text).Password;

    private static async Task<string[]> ListAsync(BlobContainerClient client)
    {
        List<string> names = [];
        await foreach (BlobItem blob in client.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, Cancel)) names.Add(blob.Name);
        return [.. names];
    }
}
