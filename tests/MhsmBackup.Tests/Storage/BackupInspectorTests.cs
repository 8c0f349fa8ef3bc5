using Azure.Storage.Blobs.Models;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>What makes a backup partial, on real blobs.</summary>
public sealed class BackupInspectorTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _folder = TestContainerAddress.FolderOf("contoso-hsm", new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc));
    private readonly CountedRequests _requests = new();
    private TestContainerAddress _container = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _container = new TestContainerAddress(await azurite.NewContainerAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_blob_that_was_not_written_to_its_end_makes_it_partial()
    {
        await _container.AddAsync(_folder);
        await _container.AddUncommittedAsync($"{_folder}/data-9999");
        Assert.Equal("1 blob has not been written to the end.", Assert.Single((await InspectAsync()).Problems));
    }

    [Fact]
    public async Task A_blob_that_is_meant_to_be_empty_does_not()
    {
        await _container.AddAsync(_folder);
        await UploadAsync("empty", string.Empty);
        MhsmStoredBackup backup = await InspectAsync();
        Assert.Equal((true, (int?)4), (backup.IsComplete, backup.BlobCount));
    }

    [Fact]
    public async Task Blocks_alone_are_no_backup()
    {
        await _container.AddUncommittedAsync($"{_folder}/data-0000");
        MhsmStoredBackup backup = await InspectAsync();
        Assert.Equal(MhsmBackupState.Partial, backup.State);
        Assert.Contains("It has no blob that was written to its end.", backup.Problems);
    }

    [Fact]
    public async Task Half_a_copy_is_partial_and_a_whole_one_is_not()
    {
        await _container.AddAsync(_folder, 3, BackupMarks.OfCopy(new Dictionary<string, string>(), 4, "0x1"));
        Assert.Equal("It is a copy of 4 blobs, and 3 are here.", Assert.Single((await InspectAsync()).Problems));
        await _container.AddAsync(_folder, 4, BackupMarks.OfCopy(new Dictionary<string, string>(), 4, "0x1"));
        Assert.True((await InspectAsync()).IsComplete);
    }

    [Fact]
    public async Task A_removal_that_has_begun_makes_it_partial()
    {
        await _container.AddAsync(_folder, 1, BackupMarks.OfRemoval(new Dictionary<string, string> { ["own"] = "1" }));
        Assert.Equal("Its removal has begun.", Assert.Single((await InspectAsync()).Problems));
    }

    [Fact]
    public async Task Parts_without_the_manifest_that_is_written_last_are_partial()
    {
        await UploadAsync("part-0000.bin", "x");
        Assert.Contains("manifest.json", Assert.Single((await InspectAsync()).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_that_the_manifest_names_and_that_is_gone_is_named()
    {
        await UploadAsync("part-0000.bin", "x");
        await UploadAsync("manifest.json", """{"Parts":["part-0000.bin","part-0001.bin"]}""");
        Assert.True((await InspectAsync()).IsComplete);
        Assert.Contains("part-0001.bin", Assert.Single((await InspectAsync(isDetailed: true)).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_of_another_kind_says_nothing()
    {
        await UploadAsync("manifest.json", "no JSON");
        Assert.True((await InspectAsync(isDetailed: true)).IsComplete);
    }

    [Fact]
    public async Task More_blobs_than_a_page_are_not_judged_unless_all_are_read()
    {
        await _container.AddAsync(_folder, 2);
        string first = $"<Blobs><Blob><Name>{_folder}/data-0000</Name><Properties><Content-Length>100</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob></Blobs>";
        _requests.Answer = request => request.RequestUri!.Query.Contains("marker", StringComparison.Ordinal) ? null : new HttpResponseMessage
        {
            Content = new StringContent($"<?xml version=\"1.0\"?><EnumerationResults>{first}<NextMarker>more</NextMarker></EnumerationResults>", System.Text.Encoding.UTF8, "application/xml"),
        };
        MhsmStoredBackup backup = await InspectAsync();
        Assert.Equal((MhsmBackupState.Unchecked, null, null), (backup.State, backup.BlobCount, backup.Size));
    }

    private async Task UploadAsync(string name, string content) =>
        await _container.Test.Client.GetBlobClient($"{_folder}/{name}").UploadAsync(new BinaryData(content), new BlobUploadOptions(), Cancel);

    private Task<MhsmStoredBackup> InspectAsync(bool isDetailed = false)
    {
        Assert.True(BackupFolderName.TryParse(_folder, out BackupFolderName? name));
        return BackupInspector.InspectAsync(new BackupPlace(_requests.Open(_container), _folder, name!), isDetailed, Cancel);
    }
}
