using System.Collections.Concurrent;
using System.Diagnostics;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>
/// Copies one backup into another container: compares, has the destination's account fetch what is missing, the blob that was
/// written last at the end, and compares again. Run again it goes on where it was.
/// </summary>
/// <param name="place">The backup.</param>
/// <param name="destination">The container; when its address names a folder, the backup's folder comes into it.</param>
/// <param name="isForced">Whether other content is overwritten, and a partial backup copied.</param>
/// <param name="progress">Is told how far it is.</param>
public sealed class BackupCopier(BackupPlace place, StorageContainer destination, bool isForced, CopyProgress progress)
{
    private const int MaxConcurrentBlobs = 8;

    private readonly string _folder = FolderIn(destination, place);
    private readonly ConcurrentQueue<string> _failures = new();

    /// <summary>The backup.</summary>
    public Uri SourceUri => place.Container.Address.At(place.Folder);

    /// <summary>Where its copy is, or will be.</summary>
    public Uri DestinationUri => destination.Address.At(_folder);

    /// <summary>Refuses what can be told before any call.</summary>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.CopyOntoItself"/>, <see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.
    /// </exception>
    public void Check()
    {
        if (DestinationUri == SourceUri || DestinationUri.AbsoluteUri.StartsWith(SourceUri.AbsoluteUri + "/", StringComparison.Ordinal))
            throw CopyRefusal.SamePlace(SourceUri, DestinationUri);
        CopySas.CheckSource(place.Container.SignIn, DateTime.UtcNow);
        CopySas.CheckDestination(destination.SignIn, DateTime.UtcNow);
    }

    /// <summary>Copies it.</summary>
    /// <param name="cancellationToken">Ends it; blobs that are copied stay.</param>
    /// <exception cref="MhsmException">It is not whole at its destination; the ErrorId says why.</exception>
    public async Task<MhsmBackupCopy> CopyAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await DemandCompleteAsync(cancellationToken).ConfigureAwait(false);
        List<SourceBlob> source = await ListAsync(place.Container, place.Folder, cancellationToken).ConfigureAwait(false);
        progress.Blobs = source.Count;
        progress.Size = source.Sum(blob => blob.Size);

        var before = new CopyComparison(source, await ListAsync(destination, _folder, cancellationToken).ConfigureAwait(false));
        if (before.Foreign.Count > 0) throw CopyRefusal.Foreign(SourceUri, DestinationUri, before.Foreign);
        if (before.Different.Count > 0 && !isForced) throw CopyRefusal.Conflict(DestinationUri, before.Different);
        SourceBlob[] wanted = [.. before.Missing, .. before.Different];
        SourceBlob[] archived = [.. wanted.Where(blob => blob.IsArchived)];
        if (archived.Length > 0) throw CopyRefusal.Archived(SourceUri, archived);

        foreach (SourceBlob blob in before.Same) progress.AddSkipped(blob.Size);
        await CopyAllAsync(wanted, source.Count, cancellationToken).ConfigureAwait(false);
        if (!_failures.IsEmpty) throw CopyRefusal.Incomplete(SourceUri, DestinationUri, progress, [.. _failures.OrderBy(failure => failure, StringComparer.Ordinal)]);

        int md5 = await VerifyAsync(source, cancellationToken).ConfigureAwait(false);
        return new MhsmBackupCopy
        {
            HsmName = place.Name.HsmName,
            Time = place.Name.Time,
            BlobCount = source.Count,
            Size = progress.Size,
            BlobsCopied = progress.Copied,
            BlobsSkipped = progress.Skipped,
            Md5Verified = md5,
            Duration = watch.Elapsed,
            SourceUri = SourceUri,
            BackupFolder = _folder,
            ContainerUri = destination.Address.Uri,
            BackupUri = DestinationUri,
        };
    }

    private static string FolderIn(StorageContainer container, BackupPlace place) =>
        container.Address.Folder is string parent ? $"{parent}/{place.Name.Text}" : place.Name.Text;

    private async Task DemandCompleteAsync(CancellationToken cancellationToken)
    {
        MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, isDetailed: true, cancellationToken).ConfigureAwait(false);
        if (backup.BlobCount == 0) throw CopyRefusal.NotThere(SourceUri);
        if (backup.State == MhsmBackupState.Partial && !isForced) throw CopyRefusal.Partial(backup);
    }

    private static Task<List<SourceBlob>> ListAsync(StorageContainer container, string folder, CancellationToken cancellationToken) => container.CallAsync(
        async client =>
        {
            var blobs = new List<SourceBlob>();
            await foreach (BlobItem blob in client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, folder + "/", cancellationToken).ConfigureAwait(false))
            {
                if (!BackupMarks.IsFolder(blob.Metadata)) blobs.Add(SourceBlob.Of(blob, folder));
            }

            return blobs;
        },
        "listed",
        cancellationToken);

    private async Task CopyAllAsync(SourceBlob[] blobs, int blobsOfBackup, CancellationToken cancellationToken)
    {
        if (blobs.Length == 0) return;
        var copier = new BlobCopier(new CopySource(place.Container), destination, place.Folder, _folder, blobsOfBackup, isForced);
        // What the service writes last may be what makes a backup of the rest.
        SourceBlob[] inOrder = [.. blobs.OrderBy(blob => blob.Written).ThenBy(blob => blob.Name, StringComparer.Ordinal)];
        using var places = new SemaphoreSlim(MaxConcurrentBlobs);
        await Task.WhenAll(inOrder.Take(inOrder.Length - 1).Select(async blob =>
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                await CopyAsync(copier, blob, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }
        })).ConfigureAwait(false);
        if (_failures.IsEmpty) await CopyAsync(copier, inOrder[inOrder.Length - 1], cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(BlobCopier copier, SourceBlob blob, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (await copier.CopyAsync(blob, cancellationToken).ConfigureAwait(false)) progress.AddCopied(blob.Size);
            else progress.AddSkipped(blob.Size);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _failures.Enqueue($"{blob.Name}: {StorageFailure.Explain(e, destination, $"given {blob.Name}").Message}");
        }
    }

    // Against the source as it is now: a blob that was changed meanwhile would be copied in two states.
    private async Task<int> VerifyAsync(IReadOnlyCollection<SourceBlob> copied, CancellationToken cancellationToken)
    {
        List<SourceBlob> source = await ListAsync(place.Container, place.Folder, cancellationToken).ConfigureAwait(false);
        List<SourceBlob> copies = await ListAsync(destination, _folder, cancellationToken).ConfigureAwait(false);
        var now = new CopyComparison(source, copies);
        Dictionary<string, SourceBlob> before = copied.ToDictionary(blob => blob.Name, StringComparer.Ordinal);
        string[] differences =
        [
            .. now.Missing.Select(blob => $"{blob.Name} is missing"),
            .. now.Different.Select(blob => $"{blob.Name} is different"),
            .. now.Foreign.Select(name => $"{name} is there and not in the backup"),
            .. source.Where(blob => !before.TryGetValue(blob.Name, out SourceBlob? was) || was.ETag != blob.ETag).Select(blob => $"{blob.Name} was written to meanwhile"),
            .. before.Keys.Except(source.Select(blob => blob.Name), StringComparer.Ordinal).Select(name => $"{name} was deleted meanwhile"),
        ];
        if (differences.Length > 0) throw CopyRefusal.Differs(SourceUri, DestinationUri, differences);

        Dictionary<string, SourceBlob> there = copies.ToDictionary(blob => blob.Name, StringComparer.Ordinal);
        return source.Count(blob => blob.Md5 is not null && there[blob.Name].Md5 is not null);
    }
}
