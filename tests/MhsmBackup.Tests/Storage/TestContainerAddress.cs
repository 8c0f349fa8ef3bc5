using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>A container of one test, as the client addresses it, and folders in it that look like backups.</summary>
internal sealed record TestContainerAddress(TestContainer Test)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ContainerAddress Address { get; private init; } = ContainerAddress.Parse(Test.Uri.AbsoluteUri, out _);

    public TestContainerAddress In(string folder) => this with { Address = Address.WithFolder(folder) };

    public static string FolderOf(string hsm, DateTime time) => $"mhsm-{hsm}-{time:yyyyMMddHHmmssff}";

    /// <summary>A folder of so many small blobs.</summary>
    public async Task<string> AddAsync(string folder, int blobs = 3, IDictionary<string, string>? metadata = null)
    {
        for (int i = 0; i < blobs; i++)
        {
            BlobClient blob = Test.Client.GetBlobClient($"{folder}/data-{i:D4}");
            await blob.UploadAsync(new BinaryData(new byte[100]), overwrite: true, Cancel);
            if (metadata is not null) await blob.SetMetadataAsync(metadata, cancellationToken: Cancel);
        }

        return folder;
    }

    /// <summary>A blob of which blocks are there, and which was never written to its end.</summary>
    public async Task AddUncommittedAsync(string name)
    {
        using var content = new MemoryStream(new byte[64]);
        await Test.Client.GetBlockBlobClient(name).StageBlockAsync(Convert.ToBase64String([1, 2, 3]), content, cancellationToken: Cancel);
    }
}
