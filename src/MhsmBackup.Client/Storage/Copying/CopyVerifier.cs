using MhsmBackup.Errors;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>Compares a copy with its source once all is written: both are listed anew, nothing is read.</summary>
internal static class CopyVerifier
{
    /// <summary>Compares.</summary>
    /// <param name="plan">What was copied.</param>
    /// <param name="inBlocksAbove">
    /// The size above which a blob was copied in blocks: storage then computes no MD5 of it, and the copy's is its source's, only noted.
    /// </param>
    /// <param name="source">The container of the source.</param>
    /// <param name="sourceFolder">Its folder.</param>
    /// <param name="destination">The container of the copy.</param>
    /// <param name="destinationFolder">Its folder.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What was compared, in words.</returns>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.BackupChanged"/> or <see cref="MhsmErrorId.CopyIncomplete"/>.</exception>
    public static async Task<string> VerifyAsync(
        CopyPlan plan, long inBlocksAbove, StorageContainer source, string sourceFolder, StorageContainer destination, string destinationFolder, CancellationToken cancellationToken)
    {
        Dictionary<string, BackupBlob> now = await BackupBlob.ListAsync(source, sourceFolder, cancellationToken).ConfigureAwait(false);
        if (now.Count != plan.Count || plan.Source.Any(blob => !now.TryGetValue(blob.Name, out BackupBlob? same) || same.Version != blob.Version))
            throw new MhsmException(MhsmErrorId.BackupChanged, $"{source.Address.At(sourceFolder)} was changed while it was being copied, so the copy is not to be trusted. See whether its backup still runs (Get-MhsmJob), then copy it anew with -Force.");

        Dictionary<string, BackupBlob> copy = await BackupBlob.ListAsync(destination, destinationFolder, cancellationToken).ConfigureAwait(false);
        string[] wrong = [.. plan.Source.Where(blob => !copy.TryGetValue(blob.Name, out BackupBlob? same) || !blob.IsCopiedIn(same)).Select(blob => blob.Name)];
        if (wrong.Length > 0 || copy.Count != plan.Count)
        {
            throw new MhsmException(
                MhsmErrorId.CopyIncomplete,
                wrong.Length > 0
                    ? $"{destination.Address.At(destinationFolder)} is written, and {CopyPlan.Blobs(wrong)} of it {(wrong.Length == 1 ? "is" : "are")} missing or not what the source has. Somebody else has changed it; run the copy again."
                    : $"{destination.Address.At(destinationFolder)} is written, and has {copy.Count} blobs where the source has {plan.Count}. Somebody else writes there.");
        }

        int hashes = plan.Source.Count(blob => blob.Size <= inBlocksAbove && blob.Hash is not null && copy[blob.Name].Hash is not null);
        return $"names and sizes {plan.Count}, MD5 {hashes}";
    }
}
