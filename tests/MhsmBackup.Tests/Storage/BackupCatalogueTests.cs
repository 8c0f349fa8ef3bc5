using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

public sealed class BackupCatalogueTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private readonly CountedRequests _requests = new();
    private TestContainerAddress _container = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _container = new TestContainerAddress(await azurite.NewContainerAsync());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(4, 30)]
    public async Task Listing_by_name_is_one_request_however_many_blobs_there_are(int backups, int blobs)
    {
        for (int i = 0; i < backups; i++) await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon.AddDays(i)), blobs);

        IReadOnlyList<BackupPlace> found = await BackupCatalogue.FindAsync(_requests.Open(_container), BackupFilter.None, Cancel);

        Assert.Equal(backups, found.Count);
        Assert.Single(_requests.All);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(30)]
    public async Task A_check_is_one_request_a_backup(int blobs)
    {
        await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon), blobs);
        BackupPlace place = Assert.Single(await BackupCatalogue.FindAsync(_requests.Open(_container), BackupFilter.None, Cancel));

        MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, isDetailed: false, Cancel);

        Assert.Equal((MhsmBackupState.Complete, (int?)blobs, (long?)blobs * 100), (backup.State, backup.BlobCount, backup.Size));
        Assert.Equal(2, _requests.All.Count);
    }

    [Fact]
    public async Task A_name_asks_storage_twice_for_what_begins_like_it_whatever_the_case()
    {
        await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon));
        await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm-2", Noon));

        await _container.AddAsync(TestContainerAddress.FolderOf("Contoso-HSM-2", Noon.AddDays(1)));
        await _container.AddAsync(TestContainerAddress.FolderOf("fabrikam", Noon));

        IReadOnlyList<BackupPlace> found = await BackupCatalogue.FindAsync(_requests.Open(_container), new BackupFilter { HsmNames = ["contoso-hsm-2"] }, Cancel);

        Assert.Equal(["Contoso-HSM-2", "contoso-hsm-2"], found.Select(place => place.Name.HsmName));
        Assert.Equal(["prefix=mhsm-C&", "prefix=mhsm-c&"], _requests.All.Select(request => System.Text.RegularExpressions.Regex.Match(request, "prefix=[^&]*&").Value));
    }

    [Fact]
    public async Task Folders_without_a_name_are_looked_into_and_come_to_an_end()
    {
        string nested = await _container.AddAsync("2026//" + TestContainerAddress.FolderOf("contoso-hsm", Noon), 1);
        string top = await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon), 1);
        // By its path this one could not be told from the one at the top, and would be restored or removed in its place.
        await _container.AddAsync("/" + top, 1);
        foreach (string name in new[] { "foo//bar", "//first", "last//", "a///b/c" }) await _container.Test.Client.UploadBlobAsync(name, new BinaryData("x"), Cancel);

        Task<IReadOnlyList<BackupPlace>> search = BackupCatalogue.FindAsync(_requests.Open(_container), new BackupFilter { IsRecursive = true }, Cancel);
        Assert.Equal([top, nested], (await search.WaitAsync(TimeSpan.FromSeconds(60), Cancel)).Select(place => place.Folder));
        Assert.Equal(_requests.All.Distinct(), _requests.All);
    }

    [Fact]
    public async Task What_is_no_backup_is_left_out_and_looked_into_when_asked()
    {
        string nested = await _container.AddAsync("2026/eu/" + TestContainerAddress.FolderOf("contoso-hsm", Noon));
        string top = await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon));
        await _container.AddAsync("mhsm-notes");
        await _container.Test.Client.UploadBlobAsync("readme.txt", new BinaryData("x"), Cancel);

        Assert.Equal([top], (await BackupCatalogue.FindAsync(_requests.Open(_container), BackupFilter.None, Cancel)).Select(place => place.Folder));
        Assert.Equal([top, nested], (await BackupCatalogue.FindAsync(_requests.Open(_container), new BackupFilter { IsRecursive = true }, Cancel)).Select(place => place.Folder));
        Assert.Equal([nested], (await BackupCatalogue.FindAsync(_requests.Open(_container.In("2026/eu")), BackupFilter.None, Cancel)).Select(place => place.Folder));
        Assert.Equal([nested], (await BackupCatalogue.FindAsync(_requests.Open(_container.In(nested)), BackupFilter.None, Cancel)).Select(place => place.Folder));
    }

    [Fact]
    public async Task A_folder_that_is_named_and_not_there_gives_nothing() =>
        Assert.Empty(await BackupCatalogue.FindAsync(_requests.Open(_container.In(TestContainerAddress.FolderOf("contoso-hsm", Noon))), BackupFilter.None, Cancel));

    [Fact]
    public async Task Pages_are_read_to_the_end()
    {
        // Storage may give a page of any length, also an empty one, as long as it gives a marker.
        int pages = 0;
        _requests.Answer = _ => new HttpResponseMessage
        {
            Content = new StringContent(
                ++pages switch
                {
                    1 => Page("<BlobPrefix><Name>mhsm-a-20261120120000/</Name></BlobPrefix>", "one"),
                    2 => Page(string.Empty, "two"),
                    _ => Page("<BlobPrefix><Name>mhsm-b-20261120120000/</Name></BlobPrefix>", string.Empty),
                },
                System.Text.Encoding.UTF8,
                "application/xml"),
        };

        IReadOnlyList<BackupPlace> found = await BackupCatalogue.FindAsync(_requests.Open(_container), BackupFilter.None, Cancel);

        Assert.Equal(["a", "b"], found.Select(place => place.Name.HsmName));
        Assert.Equal(3, _requests.All.Count);

        static string Page(string items, string marker) =>
            $"<?xml version=\"1.0\"?><EnumerationResults><Delimiter>/</Delimiter><Blobs>{items}</Blobs><NextMarker>{marker}</NextMarker></EnumerationResults>";
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_named_with_storages_own_words()
    {
        var missing = new TestContainerAddress(new TestContainer(azurite.Server, "not-there", azurite.Server.ContainerUri("not-there")));
        MhsmStorageException error = await Assert.ThrowsAsync<MhsmStorageException>(() => BackupCatalogue.FindAsync(_requests.Open(missing), BackupFilter.None, Cancel));
        Assert.Equal((MhsmErrorId.ContainerNotFound, "ContainerNotFound", 404), (error.ErrorId, error.ErrorCode, error.Status));
        Assert.NotNull(error.RequestId);
        Assert.Contains("The specified container does not exist", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_does_not_list_is_refused_with_what_is_needed()
    {
        MhsmStorageException error = await Assert.ThrowsAsync<MhsmStorageException>(() => BackupCatalogue.FindAsync(_requests.Open(_container, "crdw"), BackupFilter.None, Cancel));
        Assert.Equal(MhsmErrorId.StorageAccessDenied, error.ErrorId);
        Assert.Contains("Test-MhsmSasToken", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_that_passes_is_tried_again()
    {
        await _container.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon));
        int left = 2;
        _requests.Answer = _ => left-- > 0 ? new HttpResponseMessage(System.Net.HttpStatusCode.ServiceUnavailable) : null;
        Assert.Single(await BackupCatalogue.FindAsync(_requests.Open(_container), BackupFilter.None, Cancel));
        Assert.Equal(3, _requests.All.Count);
    }
}
