using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Removal;

/// <summary>The errors of a removal.</summary>
internal static class RemovalRefusal
{
    private const int MostBlobsNamed = 5;

    /// <summary>Whether what refused one blob would refuse every other: no right, or a policy of the container.</summary>
    public static bool IsOfAll(RequestFailedException refused) =>
        refused.Status is 401 or 403 || refused.ErrorCode is "BlobImmutableDueToPolicy" or "BlobImmutableDueToLegalHold" or "ContainerNotFound";

    /// <summary>Refuses where the listing tells that a blob is held.</summary>
    /// <exception cref="MhsmStorageException"><see cref="MhsmErrorId.BackupProtected"/>.</exception>
    public static void ThrowIfProtected(BackupPlace place, IReadOnlyCollection<RemovableBlob> blobs, DateTime utcNow)
    {
        string? why = blobs.Any(blob => blob.Item.Properties.HasLegalHold)
            ? ProtectionAdvice.OfLegalHold
            : blobs.Max(blob => blob.Item.Properties.ImmutabilityPolicy?.ExpiresOn) is DateTimeOffset until && until.UtcDateTime > utcNow
                ? ProtectionAdvice.OfRetention(until.UtcDateTime)
                : null;
        if (why is not null)
            throw new MhsmStorageException(MhsmErrorId.BackupProtected, $"{place.Container.Address.At(place.Folder)} was left as it is. {why}", status: 0, errorCode: null, requestId: null);
    }

    /// <summary>Some blobs are left.</summary>
    public static MhsmException Incomplete(MhsmRemoval removal)
    {
        IEnumerable<string> named = removal.Failures.Take(MostBlobsNamed).Select(failure => failure.ToString());
        string more = removal.Failures.Count > MostBlobsNamed ? $"{Environment.NewLine}… and {removal.Failures.Count - MostBlobsNamed} more: see Failures of the result." : string.Empty;
        return new MhsmException(
            MhsmErrorId.RemovalIncomplete,
            $"{removal.BackupFolder} is not removed: {removal.Failures.Count} of its blobs could not be deleted, {removal.BlobsRemoved} were.{Environment.NewLine}"
            + string.Join(Environment.NewLine, named) + more + Environment.NewLine
            + "What is left shows as Partial and cannot be restored. Run Remove-MhsmBackup again: it finishes the work.");
    }

    /// <summary>The newest complete backup was named without -Force.</summary>
    public static MhsmInputException Newest(MhsmStoredBackup backup) => new(
        MhsmErrorId.NewestBackupProtected,
        $"{backup.BackupUri} is the newest complete backup of {backup.HsmName} there, and was left as it is. To remove it all the same name it with -Force.");

    /// <summary>The backup may still be being written.</summary>
    public static MhsmInputException BeingWritten(MhsmStoredBackup backup) => new(
        MhsmErrorId.BackupBeingWritten,
        $"{backup.BackupUri} may still be being written: its last blob is of {UtcText.Show(backup.LastModified!.Value)}, less than 15 minutes ago. Try again later, or name it with -Force.");

    /// <summary>There is no such backup.</summary>
    public static MhsmInputException NotThere(MhsmStoredBackup backup) => new(
        MhsmErrorId.BackupNotFound,
        $"There is no backup {backup.BackupUri}. Get-MhsmBackup shows what there is; case counts in a folder's name.");
}
