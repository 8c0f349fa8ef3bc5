using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>Explains why a blob could not be copied, where it is not plainly the destination's refusal.</summary>
internal static class CopyFailure
{
    public static MhsmException Explain(Exception exception, StorageContainer source, StorageContainer destination)
    {
        RequestFailedException? refused = SendFailure.Causes(exception).OfType<RequestFailedException>().FirstOrDefault();
        return refused?.ErrorCode switch
        {
            "BlobArchived" or "BlobBeingRehydrated" => Archived(source),
            "CannotVerifyCopySource" => New(
                MhsmErrorId.StorageAccessDenied,
                $"The account of {destination.Address.Uri} could not read {source.Address.Uri} {source.SignIn}. The right may not cover it, it may be gone, or the source's firewall does not let the other account in: "
                + "a copy inside storage needs a source that the destination's account reaches.",
                refused),
            _ when refused is not null && IsSourceChanged(refused) => New(MhsmErrorId.BackupChanged, $"A blob of {source.Address.Uri} was written while it was being copied.", refused),
            _ => StorageFailure.Explain(exception, destination, "copied to"),
        };
    }

    /// <summary>Whether somebody else has written the blob meanwhile.</summary>
    public static bool IsThere(RequestFailedException refused) =>
        refused.ErrorCode is "BlobAlreadyExists" or "TargetConditionNotMet" or "ConditionNotMet" or "InvalidBlockList" || (refused.Status == 412 && !IsSourceChanged(refused));

    public static MhsmStorageException Archived(StorageContainer source) => new(
        MhsmErrorId.BackupArchived,
        $"Blobs of the backup in {source.Address.Uri} are in the archive tier, or are just being brought out of it, and cannot be copied before that has ended. Rehydrate them, which takes hours: "
        + "az storage blob set-tier --tier Hot --rehydrate-priority High. Then run the copy again.",
        status: 0,
        errorCode: null,
        requestId: null);

    private static bool IsSourceChanged(RequestFailedException refused) => refused.ErrorCode is "SourceConditionNotMet" or "CopySourceConditionNotMet";

    private static MhsmStorageException New(string id, string message, RequestFailedException refused) =>
        new(id, $"{message} Storage says: {StorageFailure.WordsOf(refused)} (HTTP {refused.Status})", refused.Status, refused.ErrorCode, requestId: null, refused);
}
