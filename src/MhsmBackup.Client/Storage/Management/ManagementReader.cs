using MhsmBackup.Storage.Management.Wire;

namespace MhsmBackup.Storage.Management;

/// <summary>Makes the project's own types out of what came over the wire.</summary>
internal static class ManagementReader
{
    /// <summary>The account; null when what came is none.</summary>
    public static StorageAccount? ToAccount(StorageAccountBody body)
    {
        if (!StorageAccountId.TryParse(body.Id, out StorageAccountId? id)) return null;
        var defaults = new StorageAccount { Id = id! };
        StorageAccountPropertiesBody properties = body.Properties ?? new StorageAccountPropertiesBody();
        return defaults with
        {
            Location = body.Location ?? string.Empty,
            Kind = body.Kind ?? string.Empty,
            Sku = body.Sku?.Name ?? string.Empty,
            PublicNetworkAccess = properties.PublicNetworkAccess ?? defaults.PublicNetworkAccess,
            NetworkDefaultAction = properties.NetworkRules?.DefaultAction ?? defaults.NetworkDefaultAction,
            TrustsAzureServices = properties.NetworkRules?.Bypass is not string bypass || Has(bypass, "AzureServices"),
            AllowsBlobPublicAccess = properties.AllowBlobPublicAccess ?? defaults.AllowsBlobPublicAccess,
            AllowsSharedKey = properties.AllowSharedKeyAccess ?? defaults.AllowsSharedKey,
            MinimumTlsVersion = properties.MinimumTlsVersion ?? defaults.MinimumTlsVersion,
            IsHttpsOnly = properties.SupportsHttpsTrafficOnly ?? defaults.IsHttpsOnly,
            IsHierarchical = properties.IsHnsEnabled ?? defaults.IsHierarchical,
        };
    }

    public static BlobServiceSettings ToSettings(BlobServiceBody body) => new()
    {
        IsVersioned = body.Properties?.IsVersioningEnabled ?? false,
        BlobRetentionDays = body.Properties?.DeleteRetentionPolicy?.ToDays(),
        ContainerRetentionDays = body.Properties?.ContainerDeleteRetentionPolicy?.ToDays(),
    };

    public static ContainerSettings ToSettings(ContainerBody body)
    {
        ContainerPropertiesBody properties = body.Properties ?? new ContainerPropertiesBody();
        ImmutabilityPolicyPropertiesBody? policy = properties.ImmutabilityPolicy?.Properties;
        return new ContainerSettings
        {
            PublicAccess = properties.PublicAccess ?? "None",
            HasLegalHold = properties.HasLegalHold ?? false,
            HasImmutabilityPolicy = properties.HasImmutabilityPolicy ?? policy is not null,
            ImmutabilityDays = policy?.Days,
            IsImmutabilityLocked = policy?.State is string state && state.Equals("Locked", StringComparison.OrdinalIgnoreCase),
            HasVersionImmutability = properties.ImmutableStorageWithVersioning?.Enabled ?? false,
        };
    }

    public static LifecycleRule ToRule(LifecycleRuleBody body) => new()
    {
        Name = body.Name ?? "(without a name)",
        IsEnabled = body.Enabled ?? true,
        Actions = [.. (body.Definition?.Actions?.BaseBlob ?? new Dictionary<string, System.Text.Json.JsonElement>()).Where(action => action.Value.ValueKind == System.Text.Json.JsonValueKind.Object).Select(action => action.Key)],
        Prefixes = body.Definition?.Filters?.PrefixMatch ?? [],
        NeedsTags = body.Definition?.Filters?.BlobIndexMatch is { Count: > 0 },
        IsForBlockBlobs = body.Definition?.Filters?.BlobTypes is not { Count: > 0 } types || types.Any(type => type.Equals("blockBlob", StringComparison.OrdinalIgnoreCase)),
    };

    private static bool Has(string list, string item) => list.Split(',').Any(part => part.Trim().Equals(item, StringComparison.OrdinalIgnoreCase));
}
