using System.Net;
using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Copying;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

public sealed class BackupCopierTests(AzuriteFixture azurite) : CopyTest(azurite)
{
    [Theory]
    [InlineData("rl")]
    [InlineData(null)]
    public async Task A_copy_has_content_properties_and_metadata_of_its_source_and_is_complete(string? sourceSas)
    {
        await PutBackupAsync();
        await PutAsync(From, "own", "with metadata", metadata: new() { ["service"] = "its own" });
        MhsmBackupCopy copy = await CopyAsync(from: Open(From, sourceSas));

        Assert.Equal((4, 4, 0, true, "names and sizes 4, MD5 4"), (copy.BlobCount, copy.BlobsCopied, copy.BlobsSkipped, copy.Verified, copy.VerifiedBy));
        Assert.Equal($"{To.Uri}/{Folder}", copy.BackupUri.AbsoluteUri);
        BlobDownloadResult read = await To.Client.GetBlockBlobClient($"{Folder}/own").DownloadContentAsync(Cancel);
        Assert.Equal(("with metadata", "application/x-mhsm", "its own", "4"), (read.Content.ToString(), read.Details.ContentType, read.Details.Metadata["service"], read.Details.Metadata["mhsmbackup_copy_of_blobs"]));
        Assert.Equal(MhsmBackupState.Complete, (await InspectCopyAsync()).State);
        // The blobs' content never passes this machine.
        Assert.All(Wire.Requests.Where(request => request.Method == "PUT"), request => Assert.True(request.Headers.ContainsKey("x-ms-copy-source")));
    }

    [Fact]
    public async Task With_the_accounts_key_each_source_gets_a_read_sas_for_that_blob_alone_and_it_is_not_shown()
    {
        await PutBackupAsync();
        MhsmBackupCopy copy = await CopyAsync(from: Open(From));
        foreach (var request in Wire.Requests.Where(request => request.Headers.ContainsKey("x-ms-copy-source")))
        {
            string source = request.Headers["x-ms-copy-source"];
            Assert.Contains("sr=b&sp=r&", source + "&", StringComparison.Ordinal);
            Assert.DoesNotContain("sp=rl", source, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("sig=", copy.ToString() + copy.SourceUri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_blob_that_was_written_last_is_copied_after_all_others()
    {
        await PutAsync(From, "z", "1");
        await Task.Delay(1100, Cancel); // storage's times are in seconds
        await PutAsync(From, "a", "2");
        await CopyAsync();
        Assert.Equal(["z", "a"], Wire.Copies);
    }

    [Fact]
    public async Task A_second_run_copies_nothing()
    {
        await PutBackupAsync();
        await PutAsync(From, "without", "no MD5", hasHash: false);
        await CopyAsync();
        Wire.Clear();
        MhsmBackupCopy again = await CopyAsync();
        Assert.Equal((0, 4), (again.BlobsCopied, again.BlobsSkipped));
        Assert.DoesNotContain(Wire.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_copy_that_breaks_in_the_middle_is_partial_and_the_next_run_finishes_it()
    {
        await PutBackupAsync(5);
        Wire.Answer = request => Wire.IsCopyOf(request, "block-002") ? Wire.Refusal(HttpStatusCode.Forbidden, "AuthorizationFailure", "Not this one.") : null;
        MhsmException error = await FailAsync(MhsmErrorId.CopyIncomplete);
        Assert.Contains("block-002", error.Message, StringComparison.Ordinal);
        Assert.Contains("AuthorizationFailure: Not this one.", error.Message, StringComparison.Ordinal);
        Assert.Contains("3 of 5 are there", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("block-004", Wire.Copies);

        MhsmStoredBackup half = await InspectCopyAsync();
        Assert.Equal(MhsmBackupState.Partial, half.State);
        Assert.Contains("It is a copy of 5 blobs, and 3 are here.", half.Problems);

        Wire.Answer = _ => null;
        MhsmBackupCopy copy = await CopyAsync();
        Assert.Equal((2, 3), (copy.BlobsCopied, copy.BlobsSkipped));
        Assert.Equal(MhsmBackupState.Complete, (await InspectCopyAsync()).State);
    }

    [Fact]
    public async Task A_passing_fault_of_storage_is_tried_again()
    {
        await PutBackupAsync();
        int faults = 0;
        Wire.Answer = request => Wire.IsCopyOf(request, "block-001") && Interlocked.Increment(ref faults) <= 2 ? Wire.Refusal(HttpStatusCode.ServiceUnavailable, "ServerBusy") : null;
        Assert.Equal(3, (await CopyAsync()).BlobsCopied);
        Assert.Equal(3, faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_content_under_the_same_name_is_a_conflict_and_is_overwritten_by_force_alone(bool hasHash)
    {
        await PutBackupAsync();
        await PutAsync(To, "block-001", "CONTENT of 1", hasHash: hasHash);
        Assert.Contains("block-001", (await FailAsync(MhsmErrorId.CopyConflict)).Message, StringComparison.Ordinal);
        Assert.Empty(Wire.Copies);

        MhsmBackupCopy copy = await CopyAsync(new BackupCopier { IsForced = true });
        Assert.Equal(3, copy.BlobsCopied);
        Assert.Equal("content of 1", (await To.Client.GetBlockBlobClient($"{Folder}/block-001").DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task A_destination_with_blobs_of_something_else_is_no_place_for_a_copy()
    {
        await PutBackupAsync();
        await PutAsync(To, "stranger", "?");
        await FailAsync(MhsmErrorId.CopyConflict);
        await FailAsync(MhsmErrorId.CopyConflict, new BackupCopier { IsForced = true });
    }

    [Fact]
    public async Task Of_two_copies_at_a_time_the_slower_one_finds_what_the_faster_one_wrote()
    {
        await PutBackupAsync();
        bool isFirst = true;
        Wire.Before = async request =>
        {
            if (!Wire.IsCopyOf(request, "block-000") || !isFirst) return;
            isFirst = false;
            await CopyAsync();
        };
        MhsmBackupCopy slower = await CopyAsync();
        Assert.True(slower.BlobsSkipped > 0);
        Assert.Equal(MhsmBackupState.Complete, (await InspectCopyAsync()).State);
    }

    [Fact]
    public async Task A_blob_that_somebody_else_writes_meanwhile_is_not_overwritten()
    {
        await PutBackupAsync();
        Wire.Before = request => Wire.IsCopyOf(request, "block-000") ? PutAsync(To, "block-000", "theirs") : Task.CompletedTask;
        await FailAsync(MhsmErrorId.CopyConflict);
        Assert.Equal("theirs", (await To.Client.GetBlockBlobClient($"{Folder}/block-000").DownloadContentAsync(Cancel)).Value.Content.ToString());
    }

    [Fact]
    public async Task A_source_that_is_written_meanwhile_fails_the_copy()
    {
        await PutBackupAsync();
        int listings = 0;
        Wire.Before = request => request.RequestUri!.Query.Contains("comp=list", StringComparison.Ordinal) && Interlocked.Increment(ref listings) == 4 ? PutAsync(From, "block-000", "changed") : Task.CompletedTask;
        await FailAsync(MhsmErrorId.BackupChanged);
    }

    [Fact]
    public async Task A_copy_of_a_copy_carries_its_own_marks_alone()
    {
        await PutAsync(From, "a", "1", metadata: new() { ["mhsmbackup_copy_of_blobs"] = "1", ["mhsmbackup_source_etag"] = "0x1", ["own"] = "kept" });
        await CopyAsync();
        BlobProperties copied = await To.Client.GetBlockBlobClient($"{Folder}/a").GetPropertiesAsync(cancellationToken: Cancel);
        BlobProperties source = await From.Client.GetBlockBlobClient($"{Folder}/a").GetPropertiesAsync(cancellationToken: Cancel);
        Assert.Equal(("1", "kept"), (copied.Metadata["mhsmbackup_copy_of_blobs"], copied.Metadata["own"]));
        Assert.Equal(source.ETag.ToString().Trim('"'), copied.Metadata["mhsmbackup_source_etag"].Trim('"'));
    }

    [Fact]
    public async Task A_partial_backup_is_refused_and_copied_by_force()
    {
        await PutAsync(From, "a", "1", metadata: new() { ["mhsmbackup_copy_of_blobs"] = "2" });
        Assert.Contains("It is a copy of 2 blobs", (await FailAsync(MhsmErrorId.BackupIncomplete)).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await CopyAsync(new BackupCopier { IsForced = true })).BlobsCopied);
    }

    [Fact]
    public async Task A_blob_that_is_there_with_another_count_is_marked_anew_and_not_copied()
    {
        await PutBackupAsync(2);
        await CopyAsync();
        await PutAsync(From, "more", "later");
        MhsmBackupCopy copy = await CopyAsync();
        Assert.Equal((1, 2), (copy.BlobsCopied, copy.BlobsSkipped));
        BlobProperties marked = await To.Client.GetBlockBlobClient($"{Folder}/block-000").GetPropertiesAsync(cancellationToken: Cancel);
        Assert.Equal("3", marked.Metadata["mhsmbackup_copy_of_blobs"]);
    }

    [Fact]
    public async Task A_folder_without_blobs_is_not_found() => await FailAsync(MhsmErrorId.BackupNotFound);

    [Fact]
    public async Task An_archived_blob_is_refused_before_anything_is_copied()
    {
        await PutBackupAsync();
        await From.Client.GetBlockBlobClient($"{Folder}/block-001").SetAccessTierAsync(AccessTier.Archive, cancellationToken: Cancel);
        Assert.Contains("Rehydrate", (await FailAsync(MhsmErrorId.BackupArchived)).Message, StringComparison.Ordinal);
        Assert.Empty(Wire.Copies);
    }

    [Fact]
    public async Task A_tier_that_was_chosen_is_kept()
    {
        await PutBackupAsync(1);
        await From.Client.GetBlockBlobClient($"{Folder}/block-000").SetAccessTierAsync(AccessTier.Cool, cancellationToken: Cancel);
        await CopyAsync();
        Assert.Equal("Cool", (await To.Client.GetBlockBlobClient($"{Folder}/block-000").GetPropertiesAsync(cancellationToken: Cancel)).Value.AccessTier);
    }

    [Fact]
    public async Task A_source_that_the_other_account_cannot_read_is_told_as_such()
    {
        await PutBackupAsync();
        Wire.Answer = request => Wire.IsCopyOf(request, "block-000") ? Wire.Refusal(HttpStatusCode.Forbidden, "CannotVerifyCopySource", "This request is not authorized.") : null;
        MhsmException error = await FailAsync(MhsmErrorId.CopyIncomplete);
        Assert.Contains("could not read", error.Message, StringComparison.Ordinal);
        Assert.Contains("firewall", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_blob_goes_in_blocks_with_its_properties_and_is_resumed_in_the_middle()
    {
        string content = string.Concat(Enumerable.Range(0, 50).Select(i => $"{i:D10}"));
        await PutAsync(From, "large", content, metadata: new() { ["own"] = "kept" });
        BackupCopier Copier() => new() { InBlocksAbove = 100, SizeOfBlock = 64 };
        Wire.Answer = request => Wire.IsCopyOf(request, "large") && request.Headers.GetValues("x-ms-source-range").Single() == "bytes=256-319" ? Wire.Refusal(HttpStatusCode.Forbidden, "AuthorizationFailure") : null;
        await FailAsync(MhsmErrorId.CopyIncomplete, Copier());
        Assert.Equal(5, Wire.Copies.Count);

        Wire.Answer = _ => null;
        Wire.Clear();
        var progress = new CopyProgress();
        MhsmBackupCopy copy = await CopyAsync(Copier(), progress: progress);
        Assert.Equal(4, Wire.Copies.Count); // of eight blocks the first four are there
        Assert.Equal((500L, 500L, 1), (progress.Bytes, progress.AllBytes, copy.BlobsCopied));
        BlobDownloadResult read = await To.Client.GetBlockBlobClient($"{Folder}/large").DownloadContentAsync(Cancel);
        Assert.Equal((content, "application/x-mhsm", "kept"), (read.Content.ToString(), read.Details.ContentType, read.Details.Metadata["own"]));
        // Its MD5 is the source's, noted and not computed.
        Assert.Equal("names and sizes 1, MD5 0", copy.VerifiedBy);
    }

    [Fact]
    public async Task Eight_blobs_are_under_way_at_most_over_all_backups()
    {
        await PutBackupAsync(30);
        int now = 0, most = 0;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Wire.Before = async request =>
        {
            if (!request.Headers.Contains("x-ms-copy-source")) return;
            int here = Interlocked.Increment(ref now);
            lock (gate) most = Math.Max(most, here);
            if (here == 8) gate.TrySetResult();
            await gate.Task;
            Interlocked.Decrement(ref now);
        };
        var copier = new BackupCopier();
        await Task.WhenAll(CopyAsync(copier), CopyAsync(copier, "copies/" + Folder));
        Assert.Equal(8, most);
    }
}
