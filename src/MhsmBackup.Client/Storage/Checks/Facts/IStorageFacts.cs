using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>What is known of a container and its account. Each fact is read at its first use, once.</summary>
internal interface IStorageFacts
{
    ContainerAddress Address { get; }

    StorageSignIn SignIn { get; }

    StorageCheckOptions Options { get; }

    /// <summary>The first request: whether the container answers at all.</summary>
    Task<Fact<bool>> EntryAsync();

    /// <summary>Whether it could be listed.</summary>
    Task<Fact<bool>> ListAsync();

    /// <summary>Whether a blob can be read.</summary>
    Task<Fact<bool>> ReadAsync();

    /// <summary>What became of the test blob.</summary>
    Task<Fact<WriteProbe>> WriteAsync();

    /// <summary>The account, as Azure Resource Manager tells it.</summary>
    Task<Fact<StorageAccount>> AccountAsync();

    /// <summary>Kind and replication, as Azure Resource Manager tells them, or storage itself.</summary>
    Task<Fact<AccountKind>> KindAsync();

    /// <summary>Versioning and soft delete.</summary>
    Task<Fact<BlobServiceSettings>> BlobServiceAsync();

    /// <summary>How many days a deleted blob is kept (null: it is not), as Azure Resource Manager tells it, or storage itself.</summary>
    Task<Fact<int?>> BlobRetentionAsync();

    /// <summary>The container's settings, as Azure Resource Manager tells them, or storage itself.</summary>
    Task<Fact<ContainerSettings>> ContainerAsync();

    /// <summary>The account's lifecycle rules.</summary>
    Task<Fact<IReadOnlyList<LifecycleRule>>> LifecycleAsync();
}
