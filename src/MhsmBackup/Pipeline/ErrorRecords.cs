using System.Management.Automation;
using MhsmBackup.Errors;

namespace MhsmBackup.Pipeline;

/// <summary>Makes PowerShell's error records out of the client's errors: the ErrorId is the client's, the category PowerShell's.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(Exception exception, object? target) => exception is MhsmException known
        ? new ErrorRecord(known, known.ErrorId, CategoryOf(known.ErrorId), target)
        : new ErrorRecord(exception, "UnexpectedError", ErrorCategory.NotSpecified, target);

    private static ErrorCategory CategoryOf(string errorId) => errorId switch
    {
        MhsmErrorId.HsmUnreachable or MhsmErrorId.SignInUnreachable or MhsmErrorId.StorageUnreachable
            or MhsmErrorId.ResourceManagerUnreachable => ErrorCategory.ConnectionError,
        MhsmErrorId.NotSignedIn or MhsmErrorId.Unauthorized or MhsmErrorId.AccessTokenExpired or MhsmErrorId.SignInFailed
            or MhsmErrorId.WrongTenant or MhsmErrorId.InvalidClientCredential or MhsmErrorId.FederationNotTrusted
            or MhsmErrorId.InteractionRequired or MhsmErrorId.DeviceCodeExpired or MhsmErrorId.SignInTimedOut
            or MhsmErrorId.StorageSignInMissing => ErrorCategory.AuthenticationError,
        MhsmErrorId.AccessDenied or MhsmErrorId.TokenRefusedForHost or MhsmErrorId.ConsentMissing
            or MhsmErrorId.StorageAccessDenied or MhsmErrorId.BackupProtected or MhsmErrorId.NewestBackupProtected
            or MhsmErrorId.ResourceManagerRefused => ErrorCategory.PermissionDenied,
        MhsmErrorId.ManagedIdentityNotAssigned or MhsmErrorId.FederatedTokenFileMissing => ErrorCategory.ObjectNotFound,
        MhsmErrorId.ManagedIdentityUnavailable or MhsmErrorId.BrowserUnavailable or MhsmErrorId.PreCheckUnavailable or MhsmErrorId.PipelineVariableMissing => ErrorCategory.NotInstalled,
        MhsmErrorId.SasTokenLacksPermission or MhsmErrorId.SasTokenExpired or MhsmErrorId.SasTokenNotYetValid => ErrorCategory.PermissionDenied,
        MhsmErrorId.OperationInProgress or MhsmErrorId.RestoreInProgress or MhsmErrorId.BackupBeingWritten => ErrorCategory.ResourceBusy,
        MhsmErrorId.KeyExists or MhsmErrorId.KeyIsDeleted or MhsmErrorId.Conflict or MhsmErrorId.CopyConflict => ErrorCategory.ResourceExists,
        MhsmErrorId.JobNotFound or MhsmErrorId.KeyNotFound or MhsmErrorId.ContainerNotFound or MhsmErrorId.BackupNotFound
            or MhsmErrorId.SasPolicyNotFound or MhsmErrorId.StorageAccountNotFound => ErrorCategory.ObjectNotFound,
        MhsmErrorId.TooManyRequests or MhsmErrorId.ServiceFailed or MhsmErrorId.StorageFailed
            or MhsmErrorId.ResourceManagerFailed => ErrorCategory.ResourceUnavailable,
        MhsmErrorId.InvalidReportPath => ErrorCategory.WriteError,
        MhsmErrorId.WaitTimedOut => ErrorCategory.OperationTimeout,
        MhsmErrorId.JobFailed or MhsmErrorId.PreCheckFailed or MhsmErrorId.DrillFailed or MhsmErrorId.BackupIncomplete or MhsmErrorId.CopyIncomplete or MhsmErrorId.BackupChanged
            or MhsmErrorId.RemovalIncomplete => ErrorCategory.InvalidResult,
        MhsmErrorId.JobCanceled => ErrorCategory.OperationStopped,
        MhsmErrorId.StartUncertain or MhsmErrorId.UnreadableAnswer => ErrorCategory.ProtocolError,
        MhsmErrorId.RequestRefused or MhsmErrorId.SafetyBackupNeeded or MhsmErrorId.StorageRequestRefused or MhsmErrorId.BackupArchived => ErrorCategory.InvalidOperation,
        _ => ErrorCategory.InvalidArgument,
    };
}
