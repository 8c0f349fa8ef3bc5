using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

/// <summary>The emulator's tokens at a real storage service over https.</summary>
public sealed class StorageTokenTests(SecureStorageFixture storage) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await storage.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_client_secret_gives_a_token_that_makes_lists_writes_reads_and_deletes()
    {
        BlobServiceClient service = storage.ServiceAs(Credential());
        BlobContainerClient container = service.GetBlobContainerClient("test-" + Guid.NewGuid().ToString("N"));
        await container.CreateAsync(cancellationToken: Cancel);
        await container.GetBlobClient("folder/blob").UploadAsync(new BinaryData("text"), Cancel);
        Assert.Equal("text", (await container.GetBlobClient("folder/blob").DownloadContentAsync(Cancel)).Value.Content.ToString());
        Assert.Equal("folder/blob", Assert.Single(await NamesAsync(container)));
        await container.GetBlobClient("folder/blob").DeleteAsync(cancellationToken: Cancel);
        Assert.Empty(await NamesAsync(container));
        List<string> containers = [];
        await foreach (BlobContainerItem item in service.GetBlobContainersAsync(BlobContainerTraits.None, BlobContainerStates.None, container.Name, Cancel)) containers.Add(item.Name);
        Assert.Equal([container.Name], containers);
        await container.DeleteAsync(cancellationToken: Cancel);
    }

    [Fact]
    public async Task A_user_delegation_key_signs_a_SAS()
    {
        TestContainer container = await storage.NewContainerAsync();
        DateTimeOffset now = DateTimeOffset.UtcNow;
        UserDelegationKey key = await storage.ServiceAs(Credential()).GetUserDelegationKeyAsync(now.AddMinutes(-5), now.AddHours(1), Cancel);
        Assert.Equal((SecureStorageFixture.Administrator.ObjectId, storage.Tenant), (key.SignedObjectId, key.SignedTenantId));
        BlobContainerClient delegated = Delegated(container, key, "racwdl");
        await delegated.GetBlobClient("blob").UploadAsync(new BinaryData("text"), Cancel);
        Assert.Equal("text", (await delegated.GetBlobClient("blob").DownloadContentAsync(Cancel)).Value.Content.ToString());
        Assert.Equal(["blob"], await NamesAsync(delegated));
        RequestFailedException refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => Delegated(container, key, "rl").GetBlobClient("blob").DeleteAsync(cancellationToken: Cancel));
        Assert.Equal((403, "AuthorizationPermissionMismatch"), (refused.Status, refused.ErrorCode));
    }

    [Theory]
    [InlineData("https://storage.azure.com", "https://sts.windows.net/")]
    [InlineData("https://ACCOUNT.blob.core.windows.net", "https://sts.windows.net/")]
    [InlineData("https://ACCOUNT.blob.core.usgovcloudapi.net", "https://sts.windows.net/")]
    [InlineData("https://ACCOUNT.blob.core.chinacloudapi.cn", "https://sts.chinacloudapi.cn/")]
    public async Task Every_form_of_the_resource_is_good_for_storage(string resource, string issuer)
    {
        resource = resource.Replace("ACCOUNT", storage.Azurite.AccountName, StringComparison.Ordinal);
        AccessToken token = await Credential().GetTokenAsync(new TokenRequestContext([resource + "/.default"]), Cancel);
        JsonWebToken read = new(token.Token);
        Assert.Equal((issuer + storage.Tenant + "/", resource, "1.0"), (read.Issuer, read.Audiences.Single(), read.GetClaim("ver").Value));
        await storage.ServiceAs(Fixed(token.Token)).GetBlobContainersAsync(cancellationToken: Cancel).AsPages().FirstAsync(Cancel);
    }

    [Theory]
    [InlineData("https://management.azure.com", "https://sts.windows.net/")]
    [InlineData("https://management.core.windows.net", "https://sts.windows.net/")]
    [InlineData("https://management.usgovcloudapi.net", "https://sts.windows.net/")]
    [InlineData("https://management.core.usgovcloudapi.net", "https://sts.windows.net/")]
    [InlineData("https://management.chinacloudapi.cn", "https://sts.chinacloudapi.cn/")]
    [InlineData("https://management.core.chinacloudapi.cn", "https://sts.chinacloudapi.cn/")]
    public async Task Every_form_of_the_management_resource_gives_a_token_of_the_first_version(string resource, string issuer)
    {
        foreach (string slash in new[] { "", "/" })
        {
            AccessToken token = await Credential().GetTokenAsync(new TokenRequestContext([resource + slash + "/.default"]), Cancel);
            JsonWebToken read = new(token.Token);
            Assert.Equal((issuer + storage.Tenant + "/", resource, "1.0"), (read.Issuer, read.Audiences.Single(), read.GetClaim("ver").Value));
        }
    }

    [Fact]
    public async Task A_token_of_an_HSM_and_an_expired_one_are_refused_by_storage()
    {
        foreach (string token in new[]
        {
            storage.Emulator.IssueToken(SecureStorageFixture.Administrator),
            storage.Emulator.IssueToken(SecureStorageFixture.Administrator, TimeSpan.FromMinutes(-1), "https://storage.azure.com"),
            storage.Emulator.IssueToken(SecureStorageFixture.Administrator, audience: "https://otheraccount.blob.core.windows.net"),
        })
        {
            RequestFailedException refused = await Assert.ThrowsAsync<RequestFailedException>(
                () => storage.ServiceAs(Fixed(token)).GetBlobContainersAsync(cancellationToken: Cancel).AsPages().FirstAsync(Cancel).AsTask());
            Assert.Equal((403, "AuthenticationFailed"), (refused.Status, refused.ErrorCode));
        }
    }

    [Fact]
    public async Task An_HSM_is_backed_up_and_restored_over_https_with_a_SAS_and_with_the_managed_identity()
    {
        TestContainer container = await storage.NewContainerAsync();
        using WireClient wire = new(storage.Emulator, storage.Hsm.Uri, storage.Emulator.IssueToken(SecureStorageFixture.Administrator));
        foreach (object parameters in new object[]
        {
            new { storageResourceUri = container.Uri.AbsoluteUri, token = container.Sas() },
            new { storageResourceUri = container.Uri.AbsoluteUri, useManagedIdentity = true },
        })
        {
            Answer backup = await wire.EndOfAsync(storage.Hsm, await wire.PostAsync("/backup", parameters), "backup");
            Assert.Equal("Succeeded", backup["status"]);
            string folder = backup["azureStorageBlobContainerUri"]![(container.Uri.AbsoluteUri.Length + 1)..];
            Assert.NotEmpty(await container.BlobNamesAsync(folder + "/"));
            Answer restore = await wire.EndOfAsync(storage.Hsm, await wire.PutAsync("/restore", new { sasTokenParameters = parameters, folderToRestore = folder }), "restore");
            Assert.Equal("Succeeded", restore["status"]);
        }
    }

    [Fact]
    public async Task A_blob_is_copied_by_the_storage_itself_over_https()
    {
        TestContainer container = await storage.NewContainerAsync();
        await container.Client.GetBlobClient("blob").UploadAsync(new BinaryData("text"), Cancel);
        Uri source = new($"{container.Uri}/blob?{container.Sas("r")}");
        CopyFromUriOperation started = await container.Client.GetBlobClient("started").StartCopyFromUriAsync(source, cancellationToken: Cancel);
        await started.WaitForCompletionAsync(TimeSpan.FromMilliseconds(50), Cancel);
        await container.Client.GetBlobClient("at-once").SyncCopyFromUriAsync(source, cancellationToken: Cancel);
        foreach (string copy in new[] { "started", "at-once" })
        {
            Assert.Equal("text", (await container.Client.GetBlobClient(copy).DownloadContentAsync(Cancel)).Value.Content.ToString());
        }
    }

    private static TokenCredential Fixed(string token) => DelegatedTokenCredential.Create((_, _) => new AccessToken(token, DateTimeOffset.UtcNow.AddHours(1)));

    private static async Task<IReadOnlyList<string>> NamesAsync(BlobContainerClient container)
    {
        List<string> names = [];
        await foreach (BlobItem blob in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix: null, Cancel)) names.Add(blob.Name);
        return names;
    }

    private BlobContainerClient Delegated(TestContainer container, UserDelegationKey key, string permissions)
    {
        BlobSasBuilder builder = new() { BlobContainerName = container.Name, Resource = "c", StartsOn = DateTimeOffset.UtcNow.AddMinutes(-5), ExpiresOn = DateTimeOffset.UtcNow.AddMinutes(30) };
        builder.SetPermissions(permissions, normalize: true);
        return new BlobContainerClient(new Uri($"{container.Uri}?{builder.ToSasQueryParameters(key, storage.Azurite.AccountName)}"), storage.Azurite.ClientOptions());
    }

    private ClientSecretCredential Credential() => new(
        storage.Tenant,
        SecureStorageFixture.Administrator.ClientId,
        SecureStorageFixture.Administrator.Secret,
        new ClientSecretCredentialOptions { AuthorityHost = storage.Emulator.SignIn.AuthorityHost, DisableInstanceDiscovery = true, Transport = storage.Transport });
}
