using System.Text.Json.Nodes;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.ResourceManager;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class ResourceManagerTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    private const string Audience = "https://management.azure.com";
    private const string Version = "2023-05-01";
    private const string SubscriptionVersion = "2022-12-01";
    private const string OtherSubscription = "5ab00000-0000-4000-8000-000000000002";

    private static readonly EmulatorPrincipal Somebody = new("somebody", Secret: null);

    private readonly EmulatedStorageAccount account = new("contosobackups", "a2V5MQ==", "a2V5Mg==");

    private static string Subscription => "/subscriptions/" + EmulatedStorageAccount.DefaultSubscriptionId;

    protected override void Configure(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Principals.Add(Somebody);
        options.StorageAccounts.Add(account);
        options.StorageAccounts.Add(new EmulatedStorageAccount("contosoother") { ResourceGroup = "other" });
        options.StorageAccounts.Add(new EmulatedStorageAccount("contosothird"));
        options.StorageAccounts.Add(new EmulatedStorageAccount("elsewhere") { SubscriptionId = OtherSubscription });
    }

    [Fact]
    public async Task Subscriptions_are_those_where_the_caller_has_a_role()
    {
        Assert.Equal([EmulatedStorageAccount.DefaultSubscriptionId, OtherSubscription], Members(await GetAsync("/subscriptions", SubscriptionVersion), "subscriptionId"));
        Assert.Empty(Members(await GetAsync("/subscriptions", SubscriptionVersion, Somebody), "subscriptionId"));
        Emulator.ResourceManager.Assign(Somebody, AzureRole.Reader, account.Id);
        Answer seen = await GetAsync("/subscriptions", SubscriptionVersion, Somebody);
        Assert.Equal([EmulatedStorageAccount.DefaultSubscriptionId], Members(seen, "subscriptionId"));
        Assert.Equal((Subscription, "Enabled", Hsm.Settings.TenantId), (Member(seen, "id"), Member(seen, "state"), Member(seen, "tenantId")));
    }

    [Fact]
    public async Task Accounts_come_in_pages()
    {
        Emulator.ResourceManager.PageSize = 2;
        Answer first = await GetAsync(Subscription + "/providers/Microsoft.Storage/storageAccounts");
        Assert.Equal(["contosobackups", "contosoother"], Members(first, "name"));
        Answer second = await GetAsync(new Uri(first["nextLink"]!).PathAndQuery, version: null);
        Assert.Equal(["contosothird"], Members(second, "name"));
        Assert.Null(second["nextLink"]);
    }

    [Fact]
    public async Task An_account_shows_its_settings_as_they_are_now()
    {
        account.Sku = "Premium_ZRS";
        account.Kind = "BlockBlobStorage";
        account.PublicNetworkAccess = "Disabled";
        account.NetworkDefaultAction = "Deny";
        account.NetworkBypass = "None";
        account.MinimumTlsVersion = "TLS1_0";
        account.SupportsHttpsTrafficOnly = false;
        account.AllowBlobPublicAccess = true;
        Answer shown = await GetAsync(account.Id);
        JsonNode properties = shown.Json["properties"]!;
        Assert.Equal((account.Id, "contosobackups", "Microsoft.Storage/storageAccounts", "BlockBlobStorage", "westeurope"), (shown["id"], shown["name"], shown["type"], shown["kind"], shown["location"]));
        Assert.Equal("""{"name":"Premium_ZRS","tier":"Premium"}""", shown.Json["sku"]!.ToJsonString());
        Assert.Equal("""{"bypass":"None","virtualNetworkRules":[],"ipRules":[],"defaultAction":"Deny"}""", properties["networkAcls"]!.ToJsonString());
        Assert.Equal(("Disabled", "TLS1_0"), (properties["publicNetworkAccess"]!.ToString(), properties["minimumTlsVersion"]!.ToString()));
        Assert.Equal(("false", "true"), (properties["supportsHttpsTrafficOnly"]!.ToString(), properties["allowBlobPublicAccess"]!.ToString()));
        Assert.Equal("https://contosobackups.blob.core.windows.net/", properties["primaryEndpoints"]!["blob"]!.ToString());
        Assert.Null(properties["allowSharedKeyAccess"]);
        account.AllowSharedKeyAccess = false;
        Assert.Equal("false", (await GetAsync(account.Id.ToUpperInvariant())).Json["properties"]!["allowSharedKeyAccess"]!.ToString());
    }

    [Fact]
    public async Task Keys_are_listed_and_kept_out_of_the_record()
    {
        Answer keys = await SendAsync(HttpMethod.Post, account.Id + "/listKeys");
        Assert.Equal([("key1", "a2V5MQ=="), ("key2", "a2V5Mg==")], keys.Json["keys"]!.AsArray().Select(key => (key!["keyName"]!.ToString(), key["value"]!.ToString())));
        var record = Assert.Single(Emulator.Requests.All);
        Assert.Equal(("arm", "POST", 200, Administrator.ObjectId), (record.Hsm, record.Method, record.Status, record.CallerObjectId));
        Assert.DoesNotContain("Authorization", record.Headers.Keys);
    }

    [Fact]
    public async Task The_blob_service_shows_what_it_keeps()
    {
        JsonNode before = (await GetAsync(account.Id + "/blobServices/default")).Json["properties"]!;
        Assert.Equal(("false", "false", "false"), (before["isVersioningEnabled"]!.ToString(), before["deleteRetentionPolicy"]!["enabled"]!.ToString(), before["containerDeleteRetentionPolicy"]!["enabled"]!.ToString()));
        Assert.Null(before["changeFeed"]);
        account.BlobService.IsVersioningEnabled = true;
        account.BlobService.DeleteRetentionDays = 14;
        account.BlobService.ContainerDeleteRetentionDays = 7;
        account.BlobService.IsChangeFeedEnabled = true;
        JsonNode after = (await GetAsync(account.Id + "/blobServices/default")).Json["properties"]!;
        Assert.Equal(("true", "14", "7", "true"), (after["isVersioningEnabled"]!.ToString(), after["deleteRetentionPolicy"]!["days"]!.ToString(), after["containerDeleteRetentionPolicy"]!["days"]!.ToString(), after["changeFeed"]!["enabled"]!.ToString()));
    }

    [Fact]
    public async Task A_container_shows_its_policy_and_its_holds()
    {
        account.Containers.Add(new EmulatedContainer("plain"));
        account.Containers.Add(new EmulatedContainer("kept") { ImmutabilityDays = 30, IsImmutabilityLocked = true, LegalHoldTags = { "case42" }, HasImmutableVersions = true });
        JsonNode plain = (await ContainerAsync(account, "plain")).Json["properties"]!;
        Assert.Equal(("None", "false", "false"), (plain["publicAccess"]!.ToString(), plain["hasImmutabilityPolicy"]!.ToString(), plain["hasLegalHold"]!.ToString()));
        Assert.Null(plain["immutabilityPolicy"]);
        Answer kept = await ContainerAsync(account, "kept");
        JsonNode properties = kept.Json["properties"]!;
        Assert.Equal(account.Id + "/blobServices/default/containers/kept", kept["id"]);
        Assert.Equal(("30", "Locked"), (properties["immutabilityPolicy"]!["properties"]!["immutabilityPeriodSinceCreationInDays"]!.ToString(), properties["immutabilityPolicy"]!["properties"]!["state"]!.ToString()));
        Assert.Equal(("true", "case42", "true"), (properties["hasLegalHold"]!.ToString(), properties["legalHold"]!["tags"]![0]!["tag"]!.ToString(), properties["immutableStorageWithVersioning"]!["enabled"]!.ToString()));
        AssertError(await ContainerAsync(account, "missing"), 404, "ContainerNotFound", "The specified container does not exist.");
    }

    [Fact]
    public async Task A_container_that_only_its_server_has_is_found_there()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        EmulatedStorageAccount real = new(Azurite.Server.AccountName, Azurite.Server.AccountKey) { BlobEndpoint = Azurite.Server.BlobEndpoint };
        Emulator.ResourceManager.Add(real);
        Assert.Equal(container.Name, (await ContainerAsync(real, container.Name))["name"]);
        AssertError(await ContainerAsync(real, "missing"), 404, "ContainerNotFound", "The specified container does not exist.");
        Assert.Equal(Azurite.Server.BlobEndpoint.AbsoluteUri + "/", (await GetAsync(real.Id)).Json["properties"]!["primaryEndpoints"]!["blob"]!.ToString());
    }

    [Fact]
    public async Task A_lifecycle_policy_is_shown_when_there_is_one()
    {
        AssertError(await GetAsync(account.Id + "/managementPolicies/default"), 404, "ManagementPolicyNotFound", "No ManagementPolicy found for account contosobackups");
        account.LifecycleRules = """[{"enabled":true,"name":"old","type":"Lifecycle","definition":{"actions":{"baseBlob":{"delete":{"daysAfterModificationGreaterThan":30}}}}}]""";
        Answer policy = await GetAsync(account.Id + "/managementPolicies/default");
        Assert.Equal("old", policy.Json["properties"]!["policy"]!["rules"]![0]!["name"]!.ToString());
    }

    [Theory]
    [InlineData("Reader", 200, 200, 403)]
    [InlineData("Contributor", 200, 200, 200)]
    [InlineData("Storage Account Contributor", 200, 200, 200)]
    [InlineData("Storage Account Key Operator Service Role", 403, 403, 200)]
    [InlineData("Reader and Data Access", 200, 403, 200)]
    [InlineData("Storage Blob Data Contributor", 403, 403, 403)]
    public async Task A_role_allows_what_it_allows_in_Azure(string role, int read, int readService, int listKeys)
    {
        Emulator.ResourceManager.Assign(Somebody, AzureRole.Find(role)!, Subscription + "/resourceGroups/backups");
        Assert.Equal(read, (await GetAsync(account.Id, principal: Somebody)).Status);
        Assert.Equal(readService, (await GetAsync(account.Id + "/blobServices/default", principal: Somebody)).Status);
        Assert.Equal(listKeys, (await SendAsync(HttpMethod.Post, account.Id + "/listKeys", principal: Somebody)).Status);
        Assert.Equal(read == 200 ? ["contosobackups", "contosothird"] : [], Members(await GetAsync(Subscription + "/providers/Microsoft.Storage/storageAccounts", principal: Somebody), "name"));
        Assert.Equal(403, (await GetAsync(Subscription + "/resourceGroups/other/providers/Microsoft.Storage/storageAccounts/contosoother", principal: Somebody)).Status);
        Emulator.ResourceManager.Unassign(Somebody);
        Assert.Equal(403, (await SendAsync(HttpMethod.Post, account.Id + "/listKeys", principal: Somebody)).Status);
    }

    [Fact]
    public async Task A_principal_without_a_right_is_refused_in_the_services_words()
    {
        AssertError(
            await SendAsync(HttpMethod.Post, account.Id + "/listKeys", principal: Somebody),
            403,
            "AuthorizationFailed",
            $"The client 'somebody' with object id '{Somebody.ObjectId}' does not have authorization to perform action 'Microsoft.Storage/storageAccounts/listKeys/action' over scope '{account.Id}' or the scope is invalid. If access was recently granted, please refresh your credentials.");
        Assert.Equal(403, (await GetAsync(Subscription + "/providers/Microsoft.Storage/storageAccounts", principal: Somebody)).Status);
    }

    [Fact]
    public async Task What_is_not_there_is_named()
    {
        AssertError(await GetAsync("/subscriptions/x/providers/Microsoft.Storage/storageAccounts"), 404, "SubscriptionNotFound", "The subscription 'x' could not be found.");
        AssertError(await GetAsync(Subscription + "/resourceGroups/x/providers/Microsoft.Storage/storageAccounts/y"), 404, "ResourceGroupNotFound", "Resource group 'x' could not be found.");
        AssertError(
            await GetAsync(Subscription + "/resourceGroups/backups/providers/Microsoft.Storage/storageAccounts/y"),
            404,
            "ResourceNotFound",
            "The Resource 'Microsoft.Storage/storageAccounts/y' under resource group 'backups' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
        AssertError(await GetAsync(account.Id, version: null), 400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        Assert.Equal("NoRegisteredProviderFound", (await GetAsync(account.Id, "1999-01-01")).ErrorCode);
        Assert.Equal("InvalidApiVersionParameter", (await GetAsync("/subscriptions", "1999-01-01")).ErrorCode);
    }

    [Fact]
    public async Task Only_a_good_token_for_management_of_the_subscriptions_tenant_is_taken()
    {
        string challenge = $"Bearer authorization_uri=\"https://login.microsoftonline.com/{Hsm.Settings.TenantId}\", error=\"invalid_token\", error_description=\"";
        foreach ((string? token, string code) in new[]
        {
            (null, "AuthenticationFailed"),
            ("rubbish", "InvalidAuthenticationToken"),
            (Emulator.IssueToken(Administrator), "InvalidAuthenticationTokenAudience"),
            (Emulator.IssueToken(Administrator, audience: "https://storage.azure.com"), "InvalidAuthenticationTokenAudience"),
            (Emulator.IssueToken(Administrator, TimeSpan.FromMinutes(-1), Audience), "ExpiredAuthenticationToken"),
            (Emulator.IssueToken(Administrator, audience: Audience, tenantId: Guid.NewGuid().ToString()), "InvalidAuthenticationTokenTenant"),
        })
        {
            Answer refused = await ClientFor(Emulator.ResourceManager.Endpoint, token).GetAsync(account.Id, Version);
            Assert.Equal((401, code), (refused.Status, refused.ErrorCode));
            Assert.StartsWith(challenge, refused.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }

        foreach (string cloud in new[] { Audience, "https://management.core.windows.net/", "https://management.usgovcloudapi.net", "https://management.chinacloudapi.cn" })
        {
            Assert.Equal(200, (await ClientFor(Emulator.ResourceManager.Endpoint, Emulator.IssueToken(Administrator, audience: cloud)).GetAsync(account.Id, Version)).Status);
        }
    }

    [Fact]
    public async Task A_fault_strikes_it_only_when_it_names_it()
    {
        Emulator.Faults.Add("status=500");
        Assert.Equal(200, (await GetAsync(account.Id)).Status);
        Emulator.Faults.Clear();
        Emulator.Faults.Add("status=429,hsm=arm,retry-after=7,details=Slow down");
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
        Answer struck = await GetAsync(account.Id);
        Assert.Equal((429, "7", "Injected429"), (struck.Status, struck.Headers["Retry-After"], struck.ErrorCode));
        Emulator.Faults.Add("claims,hsm=arm");
        Assert.Contains("error=\"insufficient_claims\"", (await GetAsync(account.Id)).Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Emulator.Faults.Add("malformed-body,hsm=arm");
        Assert.StartsWith("{\"status\"", (await GetAsync(account.Id)).Text, StringComparison.Ordinal);
        Emulator.Faults.Add("drop-answer,hsm=arm");
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(account.Id));
        Assert.Equal(200, (await GetAsync(account.Id)).Status);
    }

    private static void AssertError(Answer answer, int status, string code, string message) =>
        Assert.Equal((status, code, message), (answer.Status, answer.ErrorCode, answer.Json["error"]!["message"]!.ToString()));

    private static string[] Members(Answer list, string name) => [.. (list.Json["value"]?.AsArray() ?? []).Select(item => item![name]!.ToString())];

    private static string Member(Answer list, string name) => list.Json["value"]![0]![name]!.ToString();

    private Task<Answer> GetAsync(string path, string? version = Version, EmulatorPrincipal? principal = null) => SendAsync(HttpMethod.Get, path, version, principal);

    private Task<Answer> ContainerAsync(EmulatedStorageAccount owner, string name) => GetAsync($"{owner.Id}/blobServices/default/containers/{name}");

    private Task<Answer> SendAsync(HttpMethod method, string path, string? version = Version, EmulatorPrincipal? principal = null) =>
        ClientFor(Emulator.ResourceManager.Endpoint, Emulator.IssueToken(principal ?? Administrator, audience: Audience)).SendAsync(method, path, body: null, version);
}
