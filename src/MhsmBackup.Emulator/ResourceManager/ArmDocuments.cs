using System.Globalization;
using System.Text.Json.Nodes;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>The answers' bodies, by the public specification of Microsoft.Storage, 2023-05-01 and later.</summary>
internal static class ArmDocuments
{
    private const string AccountType = "Microsoft.Storage/storageAccounts";

    internal static JsonObject Subscription(string id, string tenant) => new()
    {
        ["id"] = "/subscriptions/" + id,
        ["authorizationSource"] = "RoleBased",
        ["managedByTenants"] = new JsonArray(),
        ["subscriptionId"] = id,
        ["tenantId"] = tenant,
        ["displayName"] = "Subscription " + id[^4..],
        ["state"] = "Enabled",
        ["subscriptionPolicies"] = new JsonObject { ["locationPlacementId"] = "Public_2014-09-01", ["quotaId"] = "PayAsYouGo_2014-09-01", ["spendingLimit"] = "Off" },
    };

    internal static JsonObject Account(EmulatedStorageAccount account, DateTimeOffset created)
    {
        JsonObject properties = new()
        {
            ["keyCreationTime"] = new JsonObject { ["key1"] = Text(created), ["key2"] = Text(created) },
            ["publicNetworkAccess"] = account.PublicNetworkAccess,
            ["minimumTlsVersion"] = account.MinimumTlsVersion,
            ["allowBlobPublicAccess"] = account.AllowBlobPublicAccess,
            ["isHnsEnabled"] = account.IsHnsEnabled,
            ["networkAcls"] = new JsonObject
            {
                ["bypass"] = account.NetworkBypass,
                ["virtualNetworkRules"] = new JsonArray(),
                ["ipRules"] = new JsonArray(),
                ["defaultAction"] = account.NetworkDefaultAction,
            },
            ["supportsHttpsTrafficOnly"] = account.SupportsHttpsTrafficOnly,
            ["encryption"] = new JsonObject { ["keySource"] = "Microsoft.Storage" },
            ["accessTier"] = "Hot",
            ["provisioningState"] = "Succeeded",
            ["creationTime"] = Text(created),
            ["primaryEndpoints"] = new JsonObject { ["blob"] = account.BlobEndpoint.AbsoluteUri.TrimEnd('/') + "/" },
            ["primaryLocation"] = account.Location,
            ["statusOfPrimary"] = "available",
        };
        if (account.AllowSharedKeyAccess is { } shared)
        {
            properties["allowSharedKeyAccess"] = shared;
        }

        if (account.HasImmutableVersions)
        {
            properties["immutableStorageWithVersioning"] = new JsonObject { ["enabled"] = true };
        }

        return new JsonObject
        {
            ["sku"] = Sku(account),
            ["kind"] = account.Kind,
            ["id"] = account.Id,
            ["name"] = account.Name,
            ["type"] = AccountType,
            ["location"] = account.Location,
            ["tags"] = new JsonObject(),
            ["properties"] = properties,
        };
    }

    internal static JsonObject Keys(EmulatedStorageAccount account, DateTimeOffset created) => new()
    {
        ["keys"] = new JsonArray([.. account.Keys.Select((key, index) => new JsonObject
        {
            ["creationTime"] = Text(created),
            ["keyName"] = string.Create(CultureInfo.InvariantCulture, $"key{index + 1}"),
            ["value"] = key,
            ["permissions"] = "FULL",
        })]),
    };

    internal static JsonObject BlobService(EmulatedStorageAccount account)
    {
        BlobServiceSettings settings = account.BlobService;
        JsonObject changeFeed = new() { ["enabled"] = settings.IsChangeFeedEnabled };
        if (settings.ChangeFeedRetentionDays is { } days)
        {
            changeFeed["retentionInDays"] = days;
        }

        JsonObject properties = new()
        {
            ["cors"] = new JsonObject { ["corsRules"] = new JsonArray() },
            ["deleteRetentionPolicy"] = Retention(settings.DeleteRetentionDays, isOfBlobs: true),
            ["containerDeleteRetentionPolicy"] = Retention(settings.ContainerDeleteRetentionDays, isOfBlobs: false),
            ["isVersioningEnabled"] = settings.IsVersioningEnabled,
        };
        if (settings.IsChangeFeedEnabled)
        {
            properties["changeFeed"] = changeFeed;
        }

        return new JsonObject
        {
            ["sku"] = Sku(account),
            ["id"] = account.Id + "/blobServices/default",
            ["name"] = "default",
            ["type"] = AccountType + "/blobServices",
            ["properties"] = properties,
        };
    }

    internal static JsonObject Container(EmulatedStorageAccount account, EmulatedContainer container, DateTimeOffset changed, string etag, string tenant)
    {
        JsonObject properties = new()
        {
            ["defaultEncryptionScope"] = "$account-encryption-key",
            ["denyEncryptionScopeOverride"] = false,
            ["publicAccess"] = container.PublicAccess,
            ["leaseStatus"] = "Unlocked",
            ["leaseState"] = "Available",
            ["lastModifiedTime"] = Text(changed),
            ["legalHold"] = LegalHold(container, changed, tenant),
            ["hasImmutabilityPolicy"] = container.ImmutabilityDays is not null,
            ["hasLegalHold"] = container.LegalHoldTags.Count > 0,
        };
        if (container.ImmutabilityDays is { } days)
        {
            properties["immutabilityPolicy"] = new JsonObject
            {
                ["etag"] = etag,
                ["properties"] = new JsonObject
                {
                    ["immutabilityPeriodSinceCreationInDays"] = days,
                    ["state"] = container.IsImmutabilityLocked ? "Locked" : "Unlocked",
                    ["allowProtectedAppendWrites"] = false,
                },
                ["updateHistory"] = new JsonArray(),
            };
        }

        if (container.HasImmutableVersions)
        {
            properties["immutableStorageWithVersioning"] = new JsonObject { ["enabled"] = true, ["timeStamp"] = Text(changed) };
        }

        return new JsonObject
        {
            ["id"] = $"{account.Id}/blobServices/default/containers/{container.Name}",
            ["name"] = container.Name,
            ["type"] = AccountType + "/blobServices/containers",
            ["etag"] = etag,
            ["properties"] = properties,
        };
    }

    internal static JsonObject LifecyclePolicy(EmulatedStorageAccount account, DateTimeOffset changed) => new()
    {
        ["id"] = account.Id + "/managementPolicies/default",
        ["name"] = "DefaultManagementPolicy",
        ["type"] = AccountType + "/managementPolicies",
        ["properties"] = new JsonObject
        {
            ["policy"] = new JsonObject { ["rules"] = JsonNode.Parse(account.LifecycleRules!) },
            ["lastModifiedTime"] = Text(changed),
        },
    };

    private static JsonObject Sku(EmulatedStorageAccount account) => new() { ["name"] = account.Sku, ["tier"] = account.Sku.Split('_')[0] };

    private static JsonObject Retention(int? days, bool isOfBlobs)
    {
        JsonObject policy = new() { ["enabled"] = days is not null };
        if (days is { } number)
        {
            policy["days"] = number;
        }

        if (isOfBlobs)
        {
            policy["allowPermanentDelete"] = false;
        }

        return policy;
    }

    private static JsonObject LegalHold(EmulatedContainer container, DateTimeOffset changed, string tenant) => new()
    {
        ["hasLegalHold"] = container.LegalHoldTags.Count > 0,
        ["tags"] = new JsonArray([.. container.LegalHoldTags.Select(tag => new JsonObject
        {
            ["tag"] = tag, ["timestamp"] = Text(changed), ["objectIdentifier"] = Guid.Empty.ToString("D"), ["tenantId"] = tenant,
        })]),
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
