using System.Net;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Copying;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>A copy between two containers of real storage, with faults in its middle.</summary>
public sealed class BackupCopierTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly string _folder = TestContainerAddress.FolderOf("contoso-hsm", new DateTime(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc));
    private readonly CountedRequests _requests = new();
    private readonly CopyProgress _progress = new();
    private TestContainerAddress _source = null!;
    private TestContainerAddress _destination = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static bool IsCopy(HttpRequestMessage request) => request.Headers.Contains("x-ms-copy-source");

    public async ValueTask InitializeAsync()
    {
        _source = new TestContainerAddress(await azurite.NewContainerAsync());
        _destination = new TestContainerAddress(await azurite.NewContainerAsync());
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Every_blob_is_there_with_its_content_metadata_and_md5()
    {
        await _source.AddAsync(_folder, 5, new Dictionary<string, string> { ["own"] = "kept" });

        MhsmBackupCopy copy = await Copier().CopyAsync(Cancel);

        Assert.Equal((5, 500L, 5, 0, 5), (copy.BlobCount, copy.Size, copy.BlobsCopied, copy.BlobsSkipped, copy.Md5Verified));
        Assert.Equal(await _source.Test.BlobNamesAsync(), await _destination.Test.BlobNamesAsync());
        BlobDownloadResult blob = await _destination.Test.Client.GetBlobClient($"{_folder}/data-0003").DownloadContentAsync(Cancel);
        Assert.Equal(new byte[100], blob.Content.ToArray());
        Assert.Equal("kept", blob.Details.Metadata["own"]);
        Assert.True((await InspectAsync()).IsComplete);
    }

    [Fact]
    public async Task One_request_copies_a_blob()
    {
        await _source.AddAsync(_folder, 4);
        await Copier().CopyAsync(Cancel);
        Assert.Equal(4, _requests.All.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)));
        Assert.Equal(5, _requests.All.Count(request => request.StartsWith("GET", StringComparison.Ordinal))); // the check, and both sides before and after
    }

    [Fact]
    public async Task A_second_run_copies_nothing()
    {
        await _source.AddAsync(_folder, 3);
        await Copier().CopyAsync(Cancel);
        MhsmBackupCopy again = await Copier(new CopyProgress()).CopyAsync(Cancel);
        Assert.Equal((0, 3), (again.BlobsCopied, again.BlobsSkipped));
        Assert.Equal(3, _requests.All.Count(request => request.StartsWith("PUT", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_fault_in_the_middle_leaves_a_partial_copy_that_the_next_run_finishes()
    {
        await _source.AddAsync(_folder, 6);
        _requests.Answer = request => IsCopy(request) && request.RequestUri!.AbsolutePath.EndsWith("data-0002", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.Conflict) { Headers = { { "x-ms-error-code", "PendingCopyOperation" } } }
            : null;

        MhsmException error = await Assert.ThrowsAsync<MhsmException>(() => Copier().CopyAsync(Cancel));

        Assert.Equal(MhsmErrorId.CopyIncomplete, error.ErrorId);
        Assert.Contains("data-0002", error.Message, StringComparison.Ordinal);
        Assert.Contains("PendingCopyOperation", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, _progress.Copied); // the last one waits for all others
        Assert.DoesNotContain(await _destination.Test.BlobNamesAsync(), name => name.EndsWith("data-0005", StringComparison.Ordinal));
        Assert.Equal("It is a copy of 6 blobs, and 4 are here.", Assert.Single((await InspectAsync()).Problems));

        _requests.Answer = null;
        MhsmBackupCopy copy = await Copier(new CopyProgress()).CopyAsync(Cancel);
        Assert.Equal((2, 4), (copy.BlobsCopied, copy.BlobsSkipped));
        Assert.True((await InspectAsync()).IsComplete);
    }

    [Fact]
    public async Task Other_content_of_the_same_name_is_not_overwritten_unasked()
    {
        await _source.AddAsync(_folder, 3);
        await _destination.AddAsync(_folder, 1);
        await _destination.Test.Client.GetBlobClient($"{_folder}/data-0001").UploadAsync(new BinaryData("other"), Cancel);

        MhsmException error = await Assert.ThrowsAsync<MhsmInputException>(() => Copier().CopyAsync(Cancel));
        Assert.Equal(MhsmErrorId.CopyConflict, error.ErrorId);
        Assert.DoesNotContain(_requests.All, request => request.StartsWith("PUT", StringComparison.Ordinal));

        MhsmBackupCopy copy = await Copier(new CopyProgress(), isForced: true).CopyAsync(Cancel);
        Assert.Equal((2, 1), (copy.BlobsCopied, copy.BlobsSkipped)); // the first has the same content
    }

    [Fact]
    public async Task A_blob_that_is_none_of_the_backups_stops_it_before_anything_is_copied()
    {
        await _source.AddAsync(_folder, 1);
        await _destination.AddAsync(_folder, 2);
        Assert.Equal(MhsmErrorId.CopyConflict, (await Assert.ThrowsAsync<MhsmInputException>(() => Copier().CopyAsync(Cancel))).ErrorId);
    }

    [Fact]
    public async Task A_blob_that_another_copy_puts_there_meanwhile_is_compared()
    {
        await _source.AddAsync(_folder, 2);
        bool isFirst = true;
        _requests.Answer = request =>
        {
            if (!IsCopy(request) || !isFirst) return null;
            isFirst = false;
            _destination.AddAsync(_folder, 1).GetAwaiter().GetResult();
            return null;
        };
        MhsmBackupCopy copy = await Copier().CopyAsync(Cancel);
        Assert.Equal((1, 1), (copy.BlobsCopied, copy.BlobsSkipped));
    }

    [Fact]
    public async Task A_source_that_changes_meanwhile_is_no_copy()
    {
        await _source.AddAsync(_folder, 2);
        bool isFirst = true;
        _requests.Answer = request =>
        {
            if (!IsCopy(request) || !isFirst) return null;
            isFirst = false;
            _source.AddAsync(_folder, 3).GetAwaiter().GetResult();
            return null;
        };
        MhsmException error = await Assert.ThrowsAsync<MhsmException>(() => Copier().CopyAsync(Cancel));
        Assert.Contains(error.ErrorId, new[] { MhsmErrorId.CopyNotVerified, MhsmErrorId.CopyIncomplete });
    }

    [Fact]
    public async Task A_partial_backup_is_copied_only_when_asked()
    {
        await _source.AddAsync(_folder, 2);
        await _source.AddUncommittedAsync($"{_folder}/data-9999");
        Assert.Equal(MhsmErrorId.BackupIncomplete, (await Assert.ThrowsAsync<MhsmInputException>(() => Copier().CopyAsync(Cancel))).ErrorId);
        Assert.Equal(2, (await Copier(isForced: true).CopyAsync(Cancel)).BlobsCopied);
    }

    [Fact]
    public async Task A_backup_that_is_not_there_is_named() =>
        Assert.Equal(MhsmErrorId.BackupNotFound, (await Assert.ThrowsAsync<MhsmInputException>(() => Copier().CopyAsync(Cancel))).ErrorId);

    [Fact]
    public async Task A_large_blob_goes_block_by_block_and_keeps_its_md5()
    {
        // Storage that has one blob of 250 MiB more than one request copies; nothing of it is really moved.
        const long Size = BlobCopier.LargestWhole + 250;
        string listing = $"<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob><Name>{_folder}/large</Name><Properties><Content-Length>{Size}</Content-Length><Etag>0x1</Etag><Content-MD5>AAAAAAAAAAAAAAAAAAAAAA==</Content-MD5><BlobType>BlockBlob</BlobType></Properties></Blob></Blobs><NextMarker/></EnumerationResults>";
        const string Nothing = "<?xml version=\"1.0\"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>";
        string[] committed = [];
        var ranges = new System.Collections.Concurrent.ConcurrentQueue<string>();
        string? md5 = null;
        _requests.Answer = request =>
        {
            if (request.Method == HttpMethod.Get)
                return Xml(request.RequestUri!.AbsolutePath.Contains(_source.Test.Name, StringComparison.Ordinal) || committed.Length > 0 ? listing : Nothing);
            if (request.RequestUri!.Query.Contains("comp=blocklist", StringComparison.Ordinal))
            {
                committed = [.. System.Xml.Linq.XDocument.Parse(request.Content!.ReadAsStringAsync(Cancel).GetAwaiter().GetResult()).Root!.Elements().Select(id => id.Value)];
                md5 = request.Headers.GetValues("x-ms-blob-content-md5").Single();
            }
            else
            {
                ranges.Enqueue(request.Headers.GetValues("x-ms-source-range").Single());
            }

            return new HttpResponseMessage(HttpStatusCode.Created) { Headers = { ETag = new System.Net.Http.Headers.EntityTagHeaderValue("\"0x2\"") }, Content = new ByteArrayContent([]) { Headers = { LastModified = DateTimeOffset.UtcNow } } };
        };

        MhsmBackupCopy copy = await Copier().CopyAsync(Cancel);

        Assert.Equal(["bytes=0-104857599", "bytes=104857600-209715199", $"bytes=209715200-{Size - 1}"], ranges);
        Assert.Equal(3, committed.Length);
        Assert.Equal("AAAAAAAAAAAAAAAAAAAAAA==", md5);
        Assert.Equal(Size, copy.Size);

        static HttpResponseMessage Xml(string text) => new() { Content = new StringContent(text, System.Text.Encoding.UTF8, "application/xml") };
    }

    [Theory]
    [InlineData("r", "rcwdl", "source lacks list")]
    [InlineData("rl", "rl", "destination lacks write")]
    [InlineData("rl", "cw", "destination lacks list")]
    public void A_sas_that_cannot_serve_is_refused_before_any_call(string ofSource, string ofDestination, string why)
    {
        MhsmInputException error = Assert.Throws<MhsmInputException>(() => new BackupCopier(Place(ofSource), _requests.Open(_destination, ofDestination), isForced: false, _progress).Check());
        Assert.Equal(MhsmErrorId.SasTokenLacksPermission, error.ErrorId);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.Empty(_requests.All);
    }

    [Fact]
    public void A_copy_onto_itself_or_into_itself_is_refused()
    {
        Assert.Equal(MhsmErrorId.CopyOntoItself, Assert.Throws<MhsmInputException>(() => new BackupCopier(Place(), _requests.Open(_source), isForced: false, _progress).Check()).ErrorId);
        Assert.Equal(MhsmErrorId.CopyOntoItself, Assert.Throws<MhsmInputException>(() => new BackupCopier(Place(), _requests.Open(_source.In(_folder + "/copies")), isForced: false, _progress).Check()).ErrorId);
        new BackupCopier(Place(), _requests.Open(_source.In("copies")), isForced: false, _progress).Check();
    }

    [Fact]
    public async Task An_archived_blob_is_refused_with_what_to_do()
    {
        _requests.Answer = request => new HttpResponseMessage
        {
            Content = new StringContent(
                request.RequestUri!.AbsolutePath.Contains(_source.Test.Name, StringComparison.Ordinal)
                    ? $"<?xml version=\"1.0\"?><EnumerationResults><Blobs><Blob><Name>{_folder}/data</Name><Properties><Content-Length>1</Content-Length><Etag>0x1</Etag><AccessTier>Archive</AccessTier><BlobType>BlockBlob</BlobType></Properties></Blob></Blobs><NextMarker/></EnumerationResults>"
                    : "<?xml version=\"1.0\"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>",
                System.Text.Encoding.UTF8,
                "application/xml"),
        };
        MhsmInputException error = await Assert.ThrowsAsync<MhsmInputException>(() => Copier().CopyAsync(Cancel));
        Assert.Equal(MhsmErrorId.BackupArchived, error.ErrorId);
        Assert.Contains("Rehydrate", error.Message, StringComparison.Ordinal);
    }

    private BackupPlace Place(string permissions = "rl")
    {
        Assert.True(BackupFolderName.TryParse(_folder, out BackupFolderName? name));
        return new BackupPlace(_requests.Open(_source, permissions), _folder, name!);
    }

    private BackupCopier Copier(CopyProgress? progress = null, bool isForced = false) => new(Place(), _requests.Open(_destination, "cwl"), isForced, progress ?? _progress);

    private Task<MhsmStoredBackup> InspectAsync() => BackupInspector.InspectAsync(BackupLocator.Locate(_requests.Open(_destination), _folder), isDetailed: true, Cancel);
}
