using System.Net;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Removal;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

public sealed class BackupRemoverTests(AzuriteFixture azurite) : RemovalTest(azurite)
{
    private const string Folder = "mhsm-contoso-hsm-2026112010000000";

    [Fact]
    public async Task All_of_a_backup_goes_and_nothing_else_the_manifest_first_and_the_marked_blob_last()
    {
        await WriteAsync(Folder);
        await WriteAsync(Folder + "x");
        MhsmRemoval removal = await RemoveAsync(Open(), Folder);
        Assert.True(removal.Removed);
        Assert.Equal((4, 32L), (removal.BlobsRemoved, removal.BytesRemoved));
        Assert.Empty(removal.Failures);
        Assert.Empty(await Container.BlobNamesAsync(Folder + "/"));
        Assert.Equal(4, (await Container.BlobNamesAsync(Folder + "x/")).Count);

        string[] writes = [.. Faults.Requests.Where(request => !request.StartsWith("GET", StringComparison.Ordinal)).Select(request => request[..request.IndexOf(' ', StringComparison.Ordinal)] + " " + request[(request.LastIndexOf('/') + 1)..])];
        Assert.Equal("PUT part-1.bin?comp=metadata", writes[0]);
        Assert.Equal("DELETE manifest.json", writes[1]);
        Assert.Equal("DELETE part-1.bin", writes[^1]);
        Assert.Equal(5, writes.Length);
        Assert.Equal(6, Faults.Requests.Count);
    }

    [Fact]
    public async Task Snapshots_go_with_their_blob()
    {
        await WriteAsync(Folder);
        await Blob(Folder + "/part-2.bin").CreateSnapshotAsync(cancellationToken: Cancel);
        Assert.True((await RemoveAsync(Open(), Folder)).Removed);
    }

    [Fact]
    public async Task A_leased_blob_stays_with_the_mark_and_a_second_run_finishes()
    {
        await WriteAsync(Folder);
        BlobLeaseClient lease = Blob(Folder + "/part-2.bin").GetBlobLeaseClient();
        await lease.AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancel);
        StorageContainer container = Open();

        MhsmRemoval first = await RemoveAsync(container, Folder);
        Assert.False(first.Removed);
        Assert.Equal(2, first.BlobsRemoved);
        MhsmRemovalFailure failure = Assert.Single(first.Failures);
        Assert.Equal((Folder + "/part-2.bin", "LeaseIdMissing"), (failure.Blob, failure.ErrorCode));
        Assert.Contains("lease", failure.Message, StringComparison.Ordinal);
        MhsmStoredBackup half = await BackupInspector.InspectAsync(Place(container, Folder), isDetailed: false, Cancel);
        Assert.Equal(MhsmBackupState.Partial, half.State);
        Assert.True(half.IsBeingRemoved);
        Assert.Contains(failure.Blob, RemovalRefusal.Incomplete(first).Message, StringComparison.Ordinal);

        await lease.ReleaseAsync(cancellationToken: Cancel);
        MhsmRemoval second = await RemoveAsync(container, Folder);
        Assert.True(second.Removed);
        Assert.Equal(2, second.BlobsRemoved);
        Assert.Empty(await Container.BlobNamesAsync());
    }

    [Fact]
    public async Task A_blob_that_is_gone_meanwhile_is_no_failure()
    {
        await WriteAsync(Folder);
        StorageContainer container = Open();
        Faults.Answer = request => request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath.EndsWith("part-3.bin", StringComparison.Ordinal) ? (HttpStatusCode.NotFound, "BlobNotFound") : null;
        MhsmRemoval removal = await RemoveAsync(container, Folder);
        Assert.True(removal.Removed);
        Assert.Equal(3, removal.BlobsRemoved);
    }

    [Fact]
    public async Task A_fault_of_one_blob_leaves_the_rest_to_go_and_the_mark_to_stay()
    {
        await WriteAsync(Folder);
        StorageContainer container = Open();
        Faults.Answer = request => request.Method == HttpMethod.Delete && request.RequestUri!.AbsolutePath.EndsWith("part-3.bin", StringComparison.Ordinal) ? (HttpStatusCode.InternalServerError, "InternalError") : null;
        Assert.Equal("InternalError", Assert.Single((await RemoveAsync(container, Folder)).Failures).ErrorCode);
        Assert.Equal([Folder + "/part-1.bin", Folder + "/part-3.bin"], await Container.BlobNamesAsync());
    }

    [Theory]
    [InlineData("BlobImmutableDueToPolicy", "retention policy")]
    [InlineData("BlobImmutableDueToLegalHold", "legal hold")]
    public async Task A_protected_backup_is_left_whole_when_the_mark_is_refused(string code, string words)
    {
        await WriteAsync(Folder);
        StorageContainer container = Open();
        Faults.Answer = request => request.Method == HttpMethod.Put ? (HttpStatusCode.Conflict, code) : null;
        MhsmStorageException error = await Assert.ThrowsAsync<MhsmStorageException>(() => RemoveAsync(container, Folder));
        Assert.Equal(MhsmErrorId.BackupProtected, error.ErrorId);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Faults.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Equal(4, (await Container.BlobNamesAsync()).Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.Conflict, "BlobImmutableDueToPolicy", MhsmErrorId.BackupProtected)]
    [InlineData(HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch", MhsmErrorId.StorageAccessDenied)]
    public async Task What_refuses_the_first_blob_and_would_refuse_all_ends_it_and_takes_the_mark_back(HttpStatusCode status, string code, string errorId)
    {
        await WriteAsync(Folder);
        StorageContainer container = Open();
        Faults.Answer = request => request.Method == HttpMethod.Delete ? (status, code) : null;
        Assert.Equal(errorId, (await Assert.ThrowsAsync<MhsmStorageException>(() => RemoveAsync(container, Folder))).ErrorId);
        Assert.Single(Faults.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
        BlobProperties properties = await Blob(Folder + "/part-1.bin").GetPropertiesAsync(cancellationToken: Cancel);
        Assert.Empty(properties.Metadata);
    }

    [Fact]
    public async Task What_cannot_be_marked_is_left_whole()
    {
        await WriteAsync(Folder);
        // What a stored access policy allows is not known before storage is asked.
        MhsmStorageException error = await Assert.ThrowsAsync<MhsmStorageException>(() => RemoveAsync(Open("rdl"), Folder));
        Assert.Equal(MhsmErrorId.StorageAccessDenied, error.ErrorId);
        Assert.Contains("has to be marked first", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Faults.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Equal(4, (await Container.BlobNamesAsync()).Count);
    }

    [Fact]
    public async Task When_the_blob_to_be_marked_is_gone_meanwhile_the_next_one_is_marked()
    {
        await WriteAsync(Folder);
        await Blob(Folder + "/part-3.bin").GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancel);
        StorageContainer container = Open();
        Faults.Answer = request => request.Method == HttpMethod.Put && request.RequestUri!.AbsolutePath.EndsWith("part-1.bin", StringComparison.Ordinal) ? (HttpStatusCode.NotFound, "BlobNotFound") : null;
        Assert.False((await RemoveAsync(container, Folder)).Removed);
        Assert.True((await BackupInspector.InspectAsync(Place(container, Folder), isDetailed: false, Cancel)).IsBeingRemoved);
    }

    [Fact]
    public async Task Blobs_that_were_never_written_to_their_end_go_as_well()
    {
        await StageAsync("part-1.bin");
        await StageAsync("part-2.bin");
        StorageContainer container = Open("rwdl");
        MhsmRemoval removal = await RemoveAsync(container, Folder);
        Assert.Equal((true, 2, 0L), (removal.Removed, removal.BlobsRemoved, removal.BytesRemoved));
        Assert.Equal(0, (await BackupInspector.InspectAsync(Place(container, Folder), isDetailed: false, Cancel)).BlobCount);
    }

    [Fact]
    public async Task Unfinished_blobs_go_between_finished_ones_whose_last_is_marked()
    {
        await WriteAsync(Folder);
        await StageAsync("part-0.bin");
        await Container.Client.UploadBlobAsync(Folder + "/empty", BinaryData.FromString(string.Empty), Cancel);
        StorageContainer container = Open("rwdl");
        MhsmRemoval removal = await RemoveAsync(container, Folder);
        Assert.Equal((true, 6), (removal.Removed, removal.BlobsRemoved));
        Assert.Single(Faults.Requests, request => request.EndsWith("/part-0.bin?comp=blocklist", StringComparison.Ordinal));
        Assert.DoesNotContain(Faults.Requests, request => request.EndsWith("/empty?comp=blocklist", StringComparison.Ordinal));
        Assert.Equal(0, (await BackupInspector.InspectAsync(Place(container, Folder), isDetailed: false, Cancel)).BlobCount);
    }

    [Fact]
    public async Task An_unfinished_blob_that_is_refused_is_a_failure_that_says_when_it_goes()
    {
        await WriteAsync(Folder);
        await StageAsync("part-0.bin");
        StorageContainer container = Open("rwdl");
        Faults.Answer = request => request.RequestUri!.Query.Contains("comp=blocklist", StringComparison.Ordinal) ? (HttpStatusCode.Forbidden, "AuthorizationPermissionMismatch") : null;
        MhsmRemoval removal = await RemoveAsync(container, Folder);
        Assert.False(removal.Removed);
        MhsmRemovalFailure failure = Assert.Single(removal.Failures);
        Assert.Equal(Folder + "/part-0.bin", failure.Blob);
        Assert.Contains("a week", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_of_an_unfinished_blob_is_no_complete_backup()
    {
        await StageAsync("part-0.bin");
        StorageContainer container = Open("rwdl");
        Faults.Answer = request => request.Method == HttpMethod.Delete ? (HttpStatusCode.InternalServerError, "InternalError") : null;
        Assert.False((await RemoveAsync(container, Folder)).Removed);
        MhsmStoredBackup left = await BackupInspector.InspectAsync(Place(container, Folder), isDetailed: false, Cancel);
        Assert.Equal((MhsmBackupState.Partial, true), (left.State, left.IsBeingRemoved));
    }

    [Theory]
    [InlineData("rl", "write (w) and delete (d)")]
    [InlineData("rdl", "write (w)")]
    [InlineData("crdw", "list (l)")]
    [InlineData("r", "write (w) and delete (d) and list (l)")]
    public void A_SAS_that_cannot_list_mark_or_delete_is_refused_before_any_call(string permissions, string lacks)
    {
        MhsmInputException error = Assert.Throws<MhsmInputException>(() => RemovalSas.Check(Open(permissions).SignIn, DateTime.UtcNow));
        Assert.Equal(MhsmErrorId.SasTokenLacksPermission, error.ErrorId);
        Assert.Contains(lacks, error.Message, StringComparison.Ordinal);
        Assert.Empty(Faults.Requests);
        RemovalSas.Check(Open("wdl").SignIn, DateTime.UtcNow);
    }

    [Fact]
    public async Task The_newest_complete_backup_is_looked_for_once_however_many_are_named()
    {
        string[] folders = [.. Enumerable.Range(10, 10).Select(day => $"mhsm-contoso-hsm-202611{day}10000000")];
        foreach (string folder in folders) await WriteAsync(folder, isComplete: folder != folders[^1]);
        StorageContainer container = Open();
        using var inspections = new BackupInspections(Cancel);
        List<Exception> errors = [];
        var planner = new RemovalPlanner(inspections, (error, _) => errors.Add(error));
        PlannedRemoval?[] plans = await Task.WhenAll(folders.Select(folder => planner.PlanNamedAsync(Place(container, folder), isForced: false)));

        // The very newest is not complete: the one before it is protected, and only that.
        Assert.Null(plans[^2]);
        Assert.Equal(9, plans.OfType<PlannedRemoval>().Count());
        Assert.Equal(MhsmErrorId.NewestBackupProtected, Assert.IsType<MhsmInputException>(Assert.Single(errors)).ErrorId);
        // One look at each, and two listings of names: of the small first letter and of the capital one.
        Assert.Equal(folders.Length + 2, Faults.Requests.Count);
    }

    private async Task StageAsync(string name)
    {
        using var block = new MemoryStream([1, 2, 3]);
        await Container.Client.GetBlockBlobClient($"{Folder}/{name}").StageBlockAsync(Convert.ToBase64String(new byte[8]), block, cancellationToken: Cancel);
    }
}
