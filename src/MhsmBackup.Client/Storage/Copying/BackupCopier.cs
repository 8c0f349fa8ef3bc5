using System.Diagnostics;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>
/// Copies backups inside storage, from container to container, account to account, region to region. What is there and the
/// same is left alone, so a copy that was interrupted is finished by running it again.
/// </summary>
public sealed class BackupCopier : IDisposable
{
    private const int MaxConcurrentBlobs = 8;
    private const int MaxConcurrentBackups = 4;

    private readonly SemaphoreSlim _blobs = new(MaxConcurrentBlobs);
    private readonly SemaphoreSlim _backups = new(MaxConcurrentBackups);

    /// <summary>Whether blobs of another content are overwritten, and backups copied that are not complete.</summary>
    public bool IsForced { get; init; }

    internal long InBlocksAbove { get; init; } = BlobCopier.LargestInOne;

    internal long SizeOfBlock { get; init; } = BlobCopier.UsualBlock;

    /// <summary>Copies one backup. Of all that one object copies, eight blobs are under way at a time.</summary>
    /// <param name="place">The source.</param>
    /// <param name="destination">The container, and the right to it.</param>
    /// <param name="folder">The copy's path in it.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Ends it; what was copied stays, and nothing runs on.</param>
    /// <exception cref="MhsmException">
    /// <see cref="MhsmErrorId.BackupNotFound"/>, <see cref="MhsmErrorId.BackupIncomplete"/>, <see cref="MhsmErrorId.BackupArchived"/>,
    /// <see cref="MhsmErrorId.BackupChanged"/>, <see cref="MhsmErrorId.CopyConflict"/> or <see cref="MhsmErrorId.CopyIncomplete"/>;
    /// else storage's refusal.
    /// </exception>
    public async Task<MhsmBackupCopy> CopyAsync(BackupPlace place, StorageContainer destination, string folder, CopyProgress progress, CancellationToken cancellationToken)
    {
        await _backups.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await CopyOneAsync(place, destination, folder, progress, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _backups.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _blobs.Dispose();
        _backups.Dispose();
    }

    private async Task<MhsmBackupCopy> CopyOneAsync(BackupPlace place, StorageContainer destination, string folder, CopyProgress progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        int known = await LookAsync(place, cancellationToken).ConfigureAwait(false);
        Dictionary<string, BackupBlob> source = await BackupBlob.ListAsync(place.Container, place.Folder, cancellationToken).ConfigureAwait(false);
        if (source.Count == 0) throw NotFound(place);
        Dictionary<string, BackupBlob> there = await BackupBlob.ListAsync(destination, folder, cancellationToken).ConfigureAwait(false);
        CopyPlan plan = CopyPlan.Make(place.Container, source, known, destination.Address.At(folder), there, IsForced);
        progress.Begin(plan.Count, plan.Size);

        var blobs = new BlobCopier(place.Container, place.Folder, destination, folder, plan.Wanted) { InBlocksAbove = InBlocksAbove, SizeOfBlock = SizeOfBlock };
        var run = new CopyRun(plan, blobs, place.Container, destination, _blobs, progress);
        await run.CopyAllAsync(destination.Address.At(folder), cancellationToken).ConfigureAwait(false);
        string verifiedBy = await CopyVerifier.VerifyAsync(plan, InBlocksAbove, place.Container, place.Folder, destination, folder, cancellationToken).ConfigureAwait(false);
        return new MhsmBackupCopy
        {
            HsmName = place.Name.HsmName,
            Time = place.Name.Time,
            BackupFolder = folder,
            SourceUri = place.Container.Address.At(place.Folder),
            ContainerUri = destination.Address.Uri,
            BackupUri = destination.Address.At(folder),
            BlobCount = plan.Count,
            Size = plan.Size,
            BlobsCopied = progress.Copied,
            BlobsSkipped = plan.Count - progress.Copied,
            Duration = watch.Elapsed,
            Verified = true,
            VerifiedBy = verifiedBy,
        };
    }

    // How many blobs it has, those included that are not written to their end and cannot be copied.
    private async Task<int> LookAsync(BackupPlace place, CancellationToken cancellationToken)
    {
        // By force the number alone matters: what cannot be read, like a manifest in the archive tier, is no reason against it here.
        MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, isDetailed: !IsForced, cancellationToken).ConfigureAwait(false);
        if (backup.BlobCount is null) backup = await BackupInspector.InspectAsync(place, isDetailed: true, cancellationToken).ConfigureAwait(false);
        if (backup.BlobCount == 0) throw NotFound(place);
        if (backup.State == MhsmBackupState.Partial && !IsForced)
            throw new MhsmException(MhsmErrorId.BackupIncomplete, $"{backup.BackupUri} is not complete: {string.Join(" ", backup.Problems)} See whether its backup still runs (Get-MhsmJob). -Force copies what is there.");
        return backup.BlobCount ?? 0;
    }

    private static MhsmException NotFound(BackupPlace place) =>
        new(MhsmErrorId.BackupNotFound, $"{place.Container.Address.At(place.Folder)} has no blobs: there is no such backup. Get-MhsmBackup shows what there is.");
}
