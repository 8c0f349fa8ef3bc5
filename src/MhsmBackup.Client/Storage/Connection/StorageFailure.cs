using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service;
using MhsmBackup.Service.Transport;

namespace MhsmBackup.Storage.Connection;

/// <summary>
/// Makes an error out of what storage refused: what was tried, storage's own code and words, and what to do. The codes:
/// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
/// </summary>
internal static class StorageFailure
{
    /// <summary>Explains a failure.</summary>
    /// <param name="exception">What the SDK threw.</param>
    /// <param name="container">The container.</param>
    /// <param name="purpose">What was tried, to stand behind <c>could not be</c>.</param>
    public static MhsmException Explain(Exception exception, StorageContainer container, string purpose)
    {
        Exception[] chain = [.. SendFailure.Causes(exception)];
        if (chain.OfType<MhsmException>().FirstOrDefault() is MhsmException known) return known;
        return chain.OfType<RequestFailedException>().FirstOrDefault(failed => failed.Status > 0) is RequestFailedException refused
            ? OfRefusal(refused, container, purpose)
            : Unreachable(chain, container, purpose);
    }

    /// <summary>Storage's own words: the first line, which holds no header and no secret.</summary>
    public static string WordsOf(RequestFailedException refused)
    {
        string words = refused.Message.Split('\n')[0].Trim();
        return Redaction.OfText(refused.ErrorCode is null ? words : $"{refused.ErrorCode}: {words}");
    }

    private static MhsmStorageException OfRefusal(RequestFailedException refused, StorageContainer container, string purpose)
    {
        (string id, string advice) = refused.ErrorCode switch
        {
            "ContainerNotFound" or "ResourceNotFound" => (MhsmErrorId.ContainerNotFound, $"Check the address, or make the container: New-MhsmBackupContainer -ContainerUri {container.Address.Uri}."),
            "BlobNotFound" => (MhsmErrorId.BackupNotFound, "It is gone meanwhile, or its name is misspelt: Get-MhsmBackup shows what there is."),
            "ContainerBeingDeleted" => (MhsmErrorId.StorageFailed, "A container of this name was deleted, and storage frees the name after 30 seconds or more. Wait, and try again: nothing was made."),
            "AccountBeingCreated" => (MhsmErrorId.StorageFailed, "Try again in a minute."),
            "AuthorizationPermissionMismatch" or "InsufficientAccountPermissions" or "AuthorizationResourceTypeMismatch" or "AuthorizationServiceMismatch" =>
                (MhsmErrorId.StorageAccessDenied, AdviceOnRight(container)),
            "AuthorizationFailure" or "AuthorizationSourceIPMismatch" =>
                (MhsmErrorId.StorageAccessDenied, "Either the account's firewall does not let this machine in, or the right does not cover this. " + AdviceOnRight(container)),
            "AuthenticationFailed" or "InvalidAuthenticationInfo" or "NoAuthenticationInformation" => (MhsmErrorId.StorageAccessDenied, AdviceOnIdentity(container)),
            "KeyBasedAuthenticationNotPermitted" => (MhsmErrorId.StorageAccessDenied, "The account takes no key and no SAS signed with one. Sign in with Connect-Mhsm and leave the key out; for the HSM use a user delegation SAS or -UseManagedIdentity."),
            "PublicAccessNotPermitted" => (MhsmErrorId.StorageAccessDenied, AdviceOnRight(container)),
            "BlobImmutableDueToPolicy" => (MhsmErrorId.BackupProtected, ProtectionAdvice.OfRetention()),
            "BlobImmutableDueToLegalHold" => (MhsmErrorId.BackupProtected, ProtectionAdvice.OfLegalHold),
            "LeaseIdMissing" or "LeaseIdMismatchWithBlobOperation" => (MhsmErrorId.BackupProtected, "A lease is on it, so something is using it. Try again when the lease has ended."),
            _ when refused.Status is 401 or 403 => (MhsmErrorId.StorageAccessDenied, AdviceOnRight(container)),
            _ when refused.Status == 404 => (MhsmErrorId.ContainerNotFound, "Check the address."),
            _ when refused.Status is 408 or 429 or >= 500 => (MhsmErrorId.StorageFailed, "Storage could not answer: try again, and look at the account's health if it stays so."),
            _ => (MhsmErrorId.StorageRequestRefused, "Storage's own words say why."),
        };
        string? requestId = refused.GetRawResponse()?.Headers.TryGetValue("x-ms-request-id", out string? value) ?? false ? value : null;
        return new MhsmStorageException(
            id,
            $"{container.Address} could not be {purpose} {container.SignIn}: {WordsOf(refused)} (HTTP {refused.Status}){Environment.NewLine}{advice}",
            refused.Status,
            refused.ErrorCode,
            requestId,
            refused);
    }

    private static string AdviceOnRight(StorageContainer container) => container.SignIn switch
    {
        { Sas: not null } => $"See what the token allows: Test-MhsmSasToken -SasToken $sas; make one for a backup or for a restore: New-MhsmSasToken -ContainerUri {container.Address.Uri} -For Restore.",
        { Identity: not null } => "The identity needs the role Storage Blob Data Contributor (to read and list alone: Storage Blob Data Reader) on the account or the container; a new role takes up to ten minutes.",
        _ => "The key is of another account, or the account's firewall does not let this machine in.",
    };

    private static string AdviceOnIdentity(StorageContainer container) => container.SignIn switch
    {
        { Sas: not null } => "The token's signature is not valid here, or its time is over: it may be of another account, or its key was renewed. See it with Test-MhsmSasToken -SasToken $sas, and make a new one: New-MhsmSasToken -ContainerUri " + container.Address.Uri + " -For Restore.",
        { Identity: not null } => "The account is in another tenant than the sign-in, or in another cloud.",
        _ => "The key is not, or no longer, one of this account.",
    };

    private static MhsmStorageException Unreachable(Exception[] chain, StorageContainer container, string purpose)
    {
        Exception last = chain[chain.Length - 1];
        string hint = SendFailure.IsWorthRetrying(chain)
            ? "Check the network, and a private endpoint or firewall between here and the account."
            : LoopbackHost.Is(container.Address.Uri)
                ? $"Check the address; for an emulator's certificate set {LoopbackTrust.Variable} to its CA file."
                : "Check the account's name and cloud, and the name resolution of its private endpoint.";
        return new MhsmStorageException(
            MhsmErrorId.StorageUnreachable,
            $"{container.Address} could not be {purpose}: {container.Address.Uri.Authority} could not be reached: {Redaction.OfText(last.Message)}{Environment.NewLine}{hint}",
            status: 0,
            errorCode: null,
            requestId: null,
            last);
    }
}
