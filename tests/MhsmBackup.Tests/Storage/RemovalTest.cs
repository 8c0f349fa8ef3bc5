using Azure.Storage.Blobs;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Removal;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>A container with backups, and the client behind a handler that counts and faults.</summary>
public abstract class RemovalTest(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly string[] Parts = ["part-1.bin", "part-2.bin", "part-3.bin"];

    internal TestContainer Container { get; private set; } = null!;

    internal StorageFaults Faults { get; private set; } = null!;

    internal List<string> Told { get; } = [];

    internal static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Container = await azurite.NewContainerAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    /// <summary>Writes a backup of three parts and its manifest, one after the other.</summary>
    internal async Task WriteAsync(string folder, bool isComplete = true)
    {
        foreach (string name in Parts) await UploadAsync($"{folder}/{name}", "1234567890");
        if (isComplete) await UploadAsync($"{folder}/manifest.json", "{}");
    }

    internal StorageContainer Open(string permissions = "rcwdl")
    {
        var connections = new StorageConnections(HsmPipeline.CreateTransport(wrap: inner => Faults = new StorageFaults(inner))) { RetryDelay = TimeSpan.FromMilliseconds(1) };
        ContainerAddress address = ContainerAddress.Parse(Container.Uri.AbsoluteUri, out _);
        return connections.Open(address, StorageSignIn.WithSas(SasToken.Parse(SecureText.Protect(Container.Sas(permissions)))));
    }

    internal static BackupPlace Place(StorageContainer container, string folder) => BackupLocator.Locate(container, folder);

    internal Task<MhsmRemoval> RemoveAsync(StorageContainer container, string folder) =>
        new BackupRemover(Place(container, folder), new RemovalProgress(), Told.Add, Cancel).RemoveAsync();

    internal BlobClient Blob(string name) => Container.Client.GetBlobClient(name);

    private async Task UploadAsync(string name, string text) => await Blob(name).UploadAsync(BinaryData.FromString(text), overwrite: true, Cancel);
}
