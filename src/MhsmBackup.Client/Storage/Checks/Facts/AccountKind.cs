namespace MhsmBackup.Storage.Checks;

/// <summary>What kind an account is of.</summary>
/// <param name="Kind">For example StorageV2.</param>
/// <param name="Sku">Tier and replication, for example Standard_GRS.</param>
/// <param name="IsHierarchical">Whether it has a hierarchical namespace.</param>
internal sealed record AccountKind(string Kind, string Sku, bool IsHierarchical);
