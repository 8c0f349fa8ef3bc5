using System.Net;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Storage.Management;
using MhsmBackup.Tests.Fixtures;
using static MhsmBackup.Tests.Storage.ScriptedResourceManager;

namespace MhsmBackup.Tests.Storage;

/// <summary>What Azure Resource Manager is asked, how often, and what becomes of its answers.</summary>
[Collection(nameof(EnvironmentVariables))]
public sealed class ResourceManagerClientTests
{
    private const string Closed =
        """
        "publicNetworkAccess":"Disabled","networkAcls":{"defaultAction":"Deny","bypass":"Logging, Metrics"},"allowBlobPublicAccess":true,"allowSharedKeyAccess":false,
        "minimumTlsVersion":"TLS1_2","supportsHttpsTrafficOnly":false,"isHnsEnabled":true
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_found_in_the_subscriptions_that_the_identity_sees()
    {
        ScriptedResourceManager azure = WithAccount();
        StorageAccount account = await azure.Client().FindAsync("contosobackup", Cancel);
        Assert.Equal(AccountPath, account.Id.Text);
        Assert.Equal("backup-rg", account.Id.ResourceGroup);
        Assert.Equal("Standard_GRS", account.Sku);
        Assert.Equal(
            ["/subscriptions?api-version=2022-12-01", Accounts(Subscription1) + "?api-version=2023-05-01", Accounts(Subscription2) + "?api-version=2023-05-01"],
            azure.Requests.Select(request => request.Uri.PathAndQuery));
        Assert.All(azure.Requests, request => Assert.Equal(("GET", "management.azure.com", "Bearer the-token"), (request.Method, request.Uri.Host, request.Authorization)));
        Assert.Equal("https://management.azure.com", Assert.Single(azure.Tokens).Scopes[0]);
    }

    [Fact]
    public async Task Nothing_is_asked_twice_for_accounts_that_were_seen()
    {
        ScriptedResourceManager azure = WithAccount(Account() + "," + Account("otherbackup"));
        ResourceManagerClient client = azure.Client();
        await client.FindAsync("contosobackup", Cancel);
        await client.FindAsync("otherbackup", Cancel);
        await Assert.ThrowsAsync<MhsmResourceManagerException>(() => client.FindAsync("nowhere", Cancel));
        Assert.Equal(3, azure.Requests.Count);
    }

    [Fact]
    public async Task The_search_stops_at_the_first_match()
    {
        ScriptedResourceManager azure = new ScriptedResourceManager()
            .On("/subscriptions", $$"""{"value":[{"subscriptionId":"{{Subscription2}}"},{"subscriptionId":"{{Subscription1}}"}]}""")
            .On(Accounts(Subscription2), $$"""{"value":[{{Account()}}],"nextLink":"https://management.azure.com{{Accounts(Subscription2)}}?page=2"}""");
        await azure.Client().FindAsync("contosobackup", Cancel);
        Assert.Equal(2, azure.Requests.Count);
    }

    [Fact]
    public async Task Pages_are_followed()
    {
        ScriptedResourceManager azure = new ScriptedResourceManager()
            .On(Accounts(Subscription2), $$"""{"value":[],"nextLink":"https://management.azure.com{{Accounts(Subscription2)}}?page=2"}""")
            .On(Accounts(Subscription2) + "?page=2", $$"""{"value":[{{Account()}}]}""");
        Assert.Equal("contosobackup", (await azure.Client(Subscription2).FindAsync("contosobackup", Cancel)).Name);
        Assert.Equal(2, azure.Requests.Count);
    }

    [Fact]
    public async Task A_next_page_at_another_host_gets_no_token()
    {
        ScriptedResourceManager azure = new ScriptedResourceManager()
            .On(Accounts(Subscription2), """{"value":[],"nextLink":"https://evil.example/subscriptions?page=2"}""");
        var error = await Assert.ThrowsAsync<MhsmException>(() => azure.Client(Subscription2).FindAsync("contosobackup", Cancel));
        Assert.Equal(MhsmErrorId.UnreadableAnswer, error.ErrorId);
        Assert.Single(azure.Requests);
    }

    [Fact]
    public async Task A_resource_id_is_one_request()
    {
        ScriptedResourceManager azure = new ScriptedResourceManager().On(AccountPath, Account());
        Assert.Equal("StorageV2", (await azure.Client().FindAsync(AccountPath, Cancel)).Kind);
        Assert.Single(azure.Requests);
    }

    [Fact]
    public async Task A_subscription_that_is_closed_does_not_hide_the_others()
    {
        ScriptedResourceManager azure = new ScriptedResourceManager()
            .On("/subscriptions", $$"""{"value":[{"subscriptionId":"{{Subscription1}}"},{"subscriptionId":"{{Subscription2}}"}]}""")
            .On(Accounts(Subscription1), """{"error":{"code":"AuthorizationFailed","message":"no right"}}""", HttpStatusCode.Forbidden)
            .On(Accounts(Subscription2), $$"""{"value":[{{Account()}}]}""");
        await azure.Client().FindAsync("contosobackup", Cancel);
        var missing = await Assert.ThrowsAsync<MhsmResourceManagerException>(() => azure.Client().FindAsync("nowhere", Cancel));
        Assert.Equal(MhsmErrorId.StorageAccountNotFound, missing.ErrorId);
        Assert.Contains("None of the 2 subscriptions", missing.Message, StringComparison.Ordinal);
        Assert.Contains("AuthorizationFailed", missing.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationFailed", MhsmErrorId.ResourceManagerRefused)]
    [InlineData(HttpStatusCode.Unauthorized, "InvalidAuthenticationTokenTenant", MhsmErrorId.ResourceManagerRefused)]
    [InlineData(HttpStatusCode.NotFound, "ResourceNotFound", MhsmErrorId.StorageAccountNotFound)]
    [InlineData(HttpStatusCode.ServiceUnavailable, "ServerTimeout", MhsmErrorId.ResourceManagerFailed)]
    public async Task A_refusal_keeps_its_own_words(HttpStatusCode status, string code, string errorId)
    {
        ScriptedResourceManager azure = new ScriptedResourceManager().On(AccountPath, $$$"""{"error":{"code":"{{{code}}}","message":"The client 'x' does not have authorization"}}""", status);
        var error = await Assert.ThrowsAsync<MhsmResourceManagerException>(() => azure.Client().FindAsync(AccountPath, Cancel));
        Assert.Equal((errorId, (int)status, code), (error.ErrorId, error.Status, error.ErrorCode));
        Assert.Contains("The client 'x' does not have authorization", error.Message, StringComparison.Ordinal);
        Assert.Equal(status == HttpStatusCode.ServiceUnavailable ? 4 : 1, azure.Requests.Count);
        if (status == HttpStatusCode.Forbidden) Assert.Contains("the role Reader", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"keys":[{"keyName":"key2","value":"c2Vjb25k"},{"keyName":"key1","value":"Zmlyc3Q="}]}""", "Zmlyc3Q=")]
    [InlineData("""{"keys":[{"keyName":"key1","value":""},{"keyName":"key2","value":"c2Vjb25k"}]}""", "c2Vjb25k")]
    public async Task The_first_key_is_taken(string body, string key)
    {
        ScriptedResourceManager azure = new ScriptedResourceManager().On(AccountPath, Account()).On(AccountPath + "/listKeys", body);
        ResourceManagerClient client = azure.Client();
        StorageAccount account = await client.FindAsync(AccountPath, Cancel);
        Assert.Equal(key, SecureText.Reveal(await client.GetKeyAsync(account, Cancel)));
        Assert.Equal("POST", azure.Requests[1].Method);
        Assert.Equal(2, azure.Requests.Count);
    }

    [Fact]
    public async Task Settings_that_were_never_made_have_the_value_that_the_service_gives_them()
    {
        StorageAccount account = await new ScriptedResourceManager().On(AccountPath, Account()).Client().FindAsync(AccountPath, Cancel);
        Assert.Equal(("Enabled", "Allow", true, false, true, "TLS1_0", true), (account.PublicNetworkAccess, account.NetworkDefaultAction, account.TrustsAzureServices, account.AllowsBlobPublicAccess, account.AllowsSharedKey, account.MinimumTlsVersion, account.IsHttpsOnly));
    }

    [Fact]
    public async Task Settings_are_read()
    {
        ScriptedResourceManager azure = new ScriptedResourceManager()
            .On(AccountPath, Account(properties: Closed))
            .On(AccountPath + "/blobServices/default", """{"properties":{"isVersioningEnabled":true,"deleteRetentionPolicy":{"enabled":true,"days":7},"containerDeleteRetentionPolicy":{"enabled":false,"days":3}}}""")
            .On(AccountPath + "/blobServices/default/containers/hsm", """{"properties":{"publicAccess":"Blob","hasImmutabilityPolicy":true,"immutabilityPolicy":{"properties":{"immutabilityPeriodSinceCreationInDays":30,"state":"Locked"}}}}""")
            .On(AccountPath + "/managementPolicies/default", """{"properties":{"policy":{"rules":[{"name":"old","enabled":true,"definition":{"actions":{"baseBlob":{"tierToArchive":{"daysAfterModificationGreaterThan":30},"delete":{"daysAfterModificationGreaterThan":90.0},"enableAutoTierToHotFromCool":true}},"filters":{"prefixMatch":["hsm/"],"blobTypes":["blockBlob"]}}}]}}}""");
        ResourceManagerClient client = azure.Client();
        StorageAccount account = await client.FindAsync(AccountPath, Cancel);
        Assert.Equal(("Disabled", "Deny", false, true, false, "TLS1_2", false, true), (account.PublicNetworkAccess, account.NetworkDefaultAction, account.TrustsAzureServices, account.AllowsBlobPublicAccess, account.AllowsSharedKey, account.MinimumTlsVersion, account.IsHttpsOnly, account.IsHierarchical));
        Assert.Equal(new BlobServiceSettings { IsVersioned = true, BlobRetentionDays = 7 }, await client.GetBlobServiceAsync(account, Cancel));
        Assert.Equal(new ContainerSettings { PublicAccess = "Blob", HasImmutabilityPolicy = true, ImmutabilityDays = 30, IsImmutabilityLocked = true }, await client.GetContainerAsync(account, "hsm", Cancel));
        LifecycleRule rule = Assert.Single(await client.GetLifecycleRulesAsync(account, Cancel));
        Assert.Equal(["tierToArchive", "delete"], rule.Actions);
        Assert.True(rule.Meets("hsm"));
        Assert.False(rule.Meets("hsm2"));
    }

    [Fact]
    public async Task An_account_without_lifecycle_rules_has_none()
    {
        ResourceManagerClient client = new ScriptedResourceManager().On(AccountPath, Account()).Client();
        Assert.Empty(await client.GetLifecycleRulesAsync(await client.FindAsync(AccountPath, Cancel), Cancel));
    }

    [Theory]
    [InlineData("AzureUSGovernment", "management.usgovcloudapi.net")]
    [InlineData("AzureChinaCloud", "management.chinacloudapi.cn")]
    public async Task Each_cloud_has_its_own(string cloud, string host)
    {
        ScriptedResourceManager azure = new ScriptedResourceManager().On(AccountPath, Account());
        await azure.Client(cloud: ManagedHsmCloud.Named(cloud)).FindAsync(AccountPath, Cancel);
        Assert.Equal(host, azure.Requests[0].Uri.Host);
        Assert.Equal("https://" + host, azure.Tokens[0].Scopes[0]);
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("https://contoso.example")]
    [InlineData("https://localhost.contoso.example")]
    [InlineData("https://user@localhost:8443")]
    [InlineData("no url")]
    public void An_emulator_is_on_this_machine_alone(string value)
    {
        using var variables = EnvironmentVariables.Bare().Set("MHSM_LOOPBACK_RESOURCE_MANAGER", value);
        var error = Assert.Throws<MhsmInputException>(() => new ScriptedResourceManager().Client());
        Assert.Equal(MhsmErrorId.InvalidLoopbackResourceManager, error.ErrorId);
    }

    [Fact]
    public async Task An_emulator_on_this_machine_is_asked()
    {
        using var variables = EnvironmentVariables.Bare().Set("MHSM_LOOPBACK_RESOURCE_MANAGER", "https://management.localhost:8443/");
        ScriptedResourceManager azure = new ScriptedResourceManager().On(AccountPath, Account());
        await azure.Client().FindAsync(AccountPath, Cancel);
        Assert.Equal("management.localhost:8443", azure.Requests[0].Uri.Authority);
    }

    [Theory]
    [InlineData("contosobackup/x")]
    [InlineData("/subscriptions/x/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/contosobackup")]
    [InlineData(AccountPath + "/blobServices/default")]
    public async Task Another_resource_id_is_refused(string id)
    {
        ScriptedResourceManager azure = new();
        var error = await Assert.ThrowsAsync<MhsmInputException>(() => azure.Client().FindAsync(id, Cancel));
        Assert.Equal(MhsmErrorId.InvalidResourceId, error.ErrorId);
        Assert.Empty(azure.Requests);
    }

    [Fact]
    public void A_token_that_was_given_does_not_open_it()
    {
        var identity = new MhsmIdentity(new AccessTokenSignIn(SecureText.Protect("opaque-token")), ManagedHsmCloud.Public);
        Assert.Equal(MhsmErrorId.StorageSignInMissing, Assert.Throws<MhsmInputException>(() => new ResourceManagerClient(identity)).ErrorId);
    }

    [Fact]
    public void A_subscription_is_a_guid() =>
        Assert.Equal(MhsmErrorId.InvalidSubscriptionId, Assert.Throws<MhsmInputException>(() => new ScriptedResourceManager().Client("my subscription")).ErrorId);
}
