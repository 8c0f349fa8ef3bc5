namespace MhsmBackup.Storage.Management;

/// <summary>
/// A storage account as Azure Resource Manager describes it, where a setting that was never made has the value that the service
/// gives it: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties#storageaccount.
/// </summary>
public sealed record StorageAccount
{
    /// <summary>The resource id.</summary>
    public required StorageAccountId Id { get; init; }

    /// <summary>The name, which no other account in Azure has.</summary>
    public string Name => Id.Name;

    /// <summary>The region, for example <c>westeurope</c>.</summary>
    public string Location { get; init; } = string.Empty;

    /// <summary>StorageV2, BlobStorage, BlockBlobStorage, Storage or FileStorage.</summary>
    public string Kind { get; init; } = string.Empty;

    /// <summary>Tier and replication, for example <c>Standard_GRS</c>.</summary>
    public string Sku { get; init; } = string.Empty;

    /// <summary>Enabled, Disabled or SecuredByPerimeter.</summary>
    public string PublicNetworkAccess { get; init; } = "Enabled";

    /// <summary>What the firewall does with whom no rule names: Allow or Deny.</summary>
    public string NetworkDefaultAction { get; init; } = "Allow";

    /// <summary>Whether trusted services of Azure pass the firewall, Managed HSM among them.</summary>
    public bool TrustsAzureServices { get; init; } = true;

    /// <summary>Whether a container may be readable by everybody.</summary>
    public bool AllowsBlobPublicAccess { get; init; }

    /// <summary>Whether the account's keys work, and a SAS that one of them has signed.</summary>
    public bool AllowsSharedKey { get; init; } = true;

    /// <summary>TLS1_0, TLS1_1, TLS1_2 or TLS1_3.</summary>
    public string MinimumTlsVersion { get; init; } = "TLS1_0";

    /// <summary>Whether plain http is refused.</summary>
    public bool IsHttpsOnly { get; init; } = true;

    /// <summary>Whether it has a hierarchical namespace (Data Lake Storage).</summary>
    public bool IsHierarchical { get; init; }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
