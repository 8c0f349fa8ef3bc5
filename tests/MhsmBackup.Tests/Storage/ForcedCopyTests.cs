using System.Net;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Copying;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>What a copy by force leaves: a partial backup stays partial, and a mix of two is known for what it is.</summary>
public sealed class ForcedCopyTests(AzuriteFixture azurite) : CopyTest(azurite)
{
    private static BackupCopier Forced => new() { IsForced = true };

    [Fact]
    public async Task A_copy_of_half_a_copy_is_partial()
    {
        for (int i = 0; i < 2; i++) await PutAsync(From, $"block-{i}", $"{i}", metadata: new() { ["mhsmbackup_copy_of_blobs"] = "4" });
        Assert.Equal(2, (await CopyAsync(Forced)).BlobsCopied);
        MhsmStoredBackup copy = await InspectCopyAsync();
        Assert.Equal((MhsmBackupState.Partial, "It is a copy of 4 blobs, and 2 are here."), (copy.State, Assert.Single(copy.Problems)));

        // What was missing arrives at the source: the copy becomes whole by the next run.
        for (int i = 2; i < 4; i++) await PutAsync(From, $"block-{i}", $"{i}");
        Assert.Equal(2, (await CopyAsync()).BlobsCopied);
        Assert.Equal(MhsmBackupState.Complete, (await InspectCopyAsync()).State);
    }

    [Fact]
    public async Task Blobs_that_were_there_before_do_not_hide_that_the_source_is_half_a_copy()
    {
        await PutAsync(From, "block-0", "0", metadata: new() { ["mhsmbackup_copy_of_blobs"] = "2" });
        await PutAsync(To, "block-0", "0");
        Assert.Equal(0, (await CopyAsync(Forced)).BlobsCopied);
        Assert.Equal(MhsmBackupState.Partial, (await InspectCopyAsync()).State);
    }

    [Fact]
    public async Task A_copy_of_a_backup_whose_removal_has_begun_is_partial()
    {
        await PutAsync(From, "block-0", "0");
        await PutAsync(From, "block-1", "1", metadata: new() { ["mhsmbackup_removal_begun"] = "true" });
        await CopyAsync(Forced);
        Assert.Equal("Its removal has begun.", Assert.Single((await InspectCopyAsync()).Problems));
    }

    [Fact]
    public async Task A_copy_of_a_backup_with_a_blob_that_was_not_written_to_its_end_is_partial()
    {
        await PutBackupAsync(2);
        using var block = new MemoryStream([1, 2, 3]);
        await From.Client.GetBlockBlobClient($"{Folder}/block-unfinished").StageBlockAsync(Convert.ToBase64String(new byte[8]), block, cancellationToken: Cancel);
        await CopyAsync(Forced);
        Assert.Equal("It is a copy of 3 blobs, and 2 are here.", Assert.Single((await InspectCopyAsync()).Problems));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_copy_over_another_backup_that_is_cut_short_is_partial_until_it_is_finished(bool lastIsSame)
    {
        await PutBackupAsync(4);
        for (int i = 0; i < 4; i++) await PutAsync(To, $"block-{i:D3}", i == 3 && lastIsSame ? "content of 3" : $"CONTENT of {i}", metadata: new() { ["own"] = "kept" });
        Assert.Equal(MhsmBackupState.Complete, (await InspectCopyAsync()).State);
        Wire.Answer = request => Wire.IsCopyOf(request, "block-002") ? Wire.Refusal(HttpStatusCode.Forbidden, "AuthorizationFailure") : null;
        await FailAsync(MhsmErrorId.CopyIncomplete, Forced);

        MhsmStoredBackup mix = await InspectCopyAsync();
        Assert.Equal((MhsmBackupState.Partial, "A copy over it has begun and not ended: it is a mix of two backups."), (mix.State, Assert.Single(mix.Problems)));

        Wire.Answer = _ => null;
        MhsmBackupCopy copy = await CopyAsync(Forced);
        Assert.True(copy.BlobsCopied is 1 or 2);
        await DemandWholeAsync(4);
    }

    [Fact]
    public async Task The_mark_is_there_before_the_first_blob_is_overwritten()
    {
        await PutBackupAsync(3);
        for (int i = 0; i < 3; i++) await PutAsync(To, $"block-{i:D3}", "another");
        var seen = new System.Collections.Concurrent.ConcurrentQueue<MhsmBackupState>();
        Wire.Before = async request =>
        {
            if (request.Headers.Contains("x-ms-copy-source")) seen.Enqueue((await InspectCopyAsync()).State);
        };
        await CopyAsync(Forced);
        Assert.Equal(Enumerable.Repeat(MhsmBackupState.Partial, 3), seen);
        Wire.Before = _ => Task.CompletedTask;
        await DemandWholeAsync(3);
    }

    [Fact]
    public async Task Where_the_blob_that_is_copied_last_is_not_there_the_number_tells_of_a_mix()
    {
        await PutBackupAsync(3);
        await PutAsync(To, "block-000", "another");
        Wire.Answer = request => Wire.IsCopyOf(request, "block-002") ? Wire.Refusal(HttpStatusCode.Forbidden, "AuthorizationFailure") : null;
        await FailAsync(MhsmErrorId.CopyIncomplete, Forced);
        Assert.Equal(MhsmBackupState.Partial, (await InspectCopyAsync()).State);
        Wire.Answer = _ => null;
        await CopyAsync(Forced);
        await DemandWholeAsync(3);
    }

    [Fact]
    public async Task A_copy_of_a_mix_is_partial_too()
    {
        await PutAsync(From, "block-0", "0");
        await PutAsync(From, "block-1", "1", metadata: new() { ["mhsmbackup_overwrite_begun"] = "true" });
        await FailAsync(MhsmErrorId.BackupIncomplete);
        await CopyAsync(Forced);
        Assert.Equal(MhsmBackupState.Partial, (await InspectCopyAsync()).State);
    }

    [Fact]
    public async Task A_copy_that_is_being_removed_is_whole_once_it_is_copied_again()
    {
        await PutBackupAsync(3);
        await CopyAsync();
        BlockBlobClient last = To.Client.GetBlockBlobClient($"{Folder}/block-002");
        BlobProperties there = await last.GetPropertiesAsync(cancellationToken: Cancel);
        await last.SetMetadataAsync(new Dictionary<string, string>(there.Metadata) { ["mhsmbackup_removal_begun"] = "true" }, cancellationToken: Cancel);
        await To.Client.GetBlockBlobClient($"{Folder}/block-000").DeleteAsync(cancellationToken: Cancel);
        Assert.Equal(1, (await CopyAsync()).BlobsCopied);
        await DemandWholeAsync(3);
    }

    private async Task DemandWholeAsync(int blobs)
    {
        MhsmStoredBackup copy = await InspectCopyAsync();
        Assert.True(copy.IsComplete, string.Join(" ", copy.Problems));
        for (int i = 0; i < blobs; i++)
            Assert.Equal($"content of {i}", (await To.Client.GetBlockBlobClient($"{Folder}/block-{i:D3}").DownloadContentAsync(Cancel)).Value.Content.ToString());
    }
}
