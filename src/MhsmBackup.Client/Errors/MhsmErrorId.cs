namespace MhsmBackup.Errors;

/// <summary>The stable names of this library's errors. In PowerShell they are the first part of FullyQualifiedErrorId.</summary>
public static class MhsmErrorId
{
    /// <summary>An HSM's name breaks the naming rule of Managed HSMs, or a pattern for names is none.</summary>
    public const string InvalidHsmName = nameof(InvalidHsmName);

    /// <summary>An HSM's URL is not of the form <c>https://name.managedhsm.azure.net</c>.</summary>
    public const string InvalidHsmUri = nameof(InvalidHsmUri);

    /// <summary>An api-version is not of a form the service has.</summary>
    public const string InvalidApiVersion = nameof(InvalidApiVersion);

    /// <summary>The api-version chosen is older than the operation or the managed identity needs.</summary>
    public const string ApiVersionTooOld = nameof(ApiVersionTooOld);

    /// <summary>A storage account's name breaks its naming rule.</summary>
    public const string InvalidStorageAccountName = nameof(InvalidStorageAccountName);

    /// <summary>A container's name breaks its naming rule.</summary>
    public const string InvalidContainerName = nameof(InvalidContainerName);

    /// <summary>A container's or a backup folder's URI cannot be used.</summary>
    public const string InvalidContainerUri = nameof(InvalidContainerUri);

    /// <summary>A backup folder's path cannot be used.</summary>
    public const string InvalidBackupFolder = nameof(InvalidBackupFolder);

    /// <summary>A restore was asked for without saying from which folder.</summary>
    public const string BackupFolderMissing = nameof(BackupFolderMissing);

    /// <summary>The folder in the URI and the folder given beside it are not the same.</summary>
    public const string BackupFolderConflict = nameof(BackupFolderConflict);

    /// <summary>Neither a SAS token nor the managed identity was chosen.</summary>
    public const string StorageAccessMissing = nameof(StorageAccessMissing);

    /// <summary>More than one way into the storage account was given.</summary>
    public const string StorageAccessConflict = nameof(StorageAccessConflict);

    /// <summary>A container was named by its URI and by names at once.</summary>
    public const string ContainerConflict = nameof(ContainerConflict);

    /// <summary>A SAS token cannot be read.</summary>
    public const string InvalidSasToken = nameof(InvalidSasToken);

    /// <summary>A SAS token has expired.</summary>
    public const string SasTokenExpired = nameof(SasTokenExpired);

    /// <summary>A SAS token is not valid yet.</summary>
    public const string SasTokenNotYetValid = nameof(SasTokenNotYetValid);

    /// <summary>A SAS token lacks permissions that the operation needs.</summary>
    public const string SasTokenLacksPermission = nameof(SasTokenLacksPermission);

    /// <summary>A SAS token is for something other than a container.</summary>
    public const string SasTokenForOtherResource = nameof(SasTokenForOtherResource);

    /// <summary>A SAS token's protocol does not fit: http alone, or https alone for a container on plain http.</summary>
    public const string SasTokenProtocol = nameof(SasTokenProtocol);

    /// <summary>A key's name breaks the naming rule.</summary>
    public const string InvalidKeyName = nameof(InvalidKeyName);

    /// <summary>No key was named.</summary>
    public const string KeyNameMissing = nameof(KeyNameMissing);

    /// <summary>A job's id is not 32 hexadecimal digits.</summary>
    public const string InvalidJobId = nameof(InvalidJobId);

    /// <summary>An object that should be a job lacks what makes one.</summary>
    public const string InvalidJob = nameof(InvalidJob);

    /// <summary>A duration is out of its range.</summary>
    public const string InvalidDuration = nameof(InvalidDuration);

    /// <summary>An access token cannot be read, or is no token.</summary>
    public const string InvalidAccessToken = nameof(InvalidAccessToken);

    /// <summary>The access token given has expired.</summary>
    public const string AccessTokenExpired = nameof(AccessTokenExpired);

    /// <summary>The access token given is for another resource than Managed HSM.</summary>
    public const string AccessTokenForOtherResource = nameof(AccessTokenForOtherResource);

    /// <summary>A tenant is of no valid form.</summary>
    public const string InvalidTenantId = nameof(InvalidTenantId);

    /// <summary>A client id is of no valid form.</summary>
    public const string InvalidClientId = nameof(InvalidClientId);

    /// <summary>The object id or the resource id of a managed identity is of no valid form.</summary>
    public const string InvalidManagedIdentityId = nameof(InvalidManagedIdentityId);

    /// <summary>The id of a service connection is not a GUID.</summary>
    public const string InvalidServiceConnectionId = nameof(InvalidServiceConnectionId);

    /// <summary>The secret of a service principal is empty.</summary>
    public const string ClientSecretMissing = nameof(ClientSecretMissing);

    /// <summary>A certificate cannot be found or read, has no private key, is of the wrong kind or out of its time.</summary>
    public const string InvalidCertificate = nameof(InvalidCertificate);

    /// <summary>The file of a federated token is not there.</summary>
    public const string FederatedTokenFileMissing = nameof(FederatedTokenFileMissing);

    /// <summary>A variable that a pipeline's sign-in needs is not set.</summary>
    public const string PipelineVariableMissing = nameof(PipelineVariableMissing);

    /// <summary>The HSM is in another cloud than the sign-in.</summary>
    public const string CloudMismatch = nameof(CloudMismatch);

    /// <summary>No HSM was given, and the session has no default.</summary>
    public const string HsmNameMissing = nameof(HsmNameMissing);

    /// <summary>No container was given, and the session has no default.</summary>
    public const string ContainerUriMissing = nameof(ContainerUriMissing);

    /// <summary>The file that MHSM_LOOPBACK_CA names cannot be used.</summary>
    public const string InvalidLoopbackCertificate = nameof(InvalidLoopbackCertificate);

    /// <summary>Nobody is signed in where a sign-in was looked for.</summary>
    public const string NotSignedIn = nameof(NotSignedIn);

    /// <summary>The tenant is not the HSM's, does not exist, or does not know the identity.</summary>
    public const string WrongTenant = nameof(WrongTenant);

    /// <summary>The tenant has not consented to the application, or does not know Managed HSM.</summary>
    public const string ConsentMissing = nameof(ConsentMissing);

    /// <summary>The secret or the certificate of a service principal was not accepted.</summary>
    public const string InvalidClientCredential = nameof(InvalidClientCredential);

    /// <summary>No federated credential fits the token that was shown.</summary>
    public const string FederationNotTrusted = nameof(FederationNotTrusted);

    /// <summary>The managed identity asked for is not assigned to this resource.</summary>
    public const string ManagedIdentityNotAssigned = nameof(ManagedIdentityNotAssigned);

    /// <summary>This machine has no managed identity endpoint.</summary>
    public const string ManagedIdentityUnavailable = nameof(ManagedIdentityUnavailable);

    /// <summary>A person must sign in again: the session has ended, or a policy asks for more.</summary>
    public const string InteractionRequired = nameof(InteractionRequired);

    /// <summary>A device code was not used in time.</summary>
    public const string DeviceCodeExpired = nameof(DeviceCodeExpired);

    /// <summary>Nobody signed in with the browser in time.</summary>
    public const string SignInTimedOut = nameof(SignInTimedOut);

    /// <summary>AZURE_AUTHORITY_HOST is no https URL.</summary>
    public const string InvalidAuthorityHost = nameof(InvalidAuthorityHost);

    /// <summary>There is no browser to open.</summary>
    public const string BrowserUnavailable = nameof(BrowserUnavailable);

    /// <summary>The login endpoint could not be reached, or could not answer.</summary>
    public const string SignInUnreachable = nameof(SignInUnreachable);

    /// <summary>The login endpoint refused for another reason.</summary>
    public const string SignInFailed = nameof(SignInFailed);

    /// <summary>The host asked for a token for a resource that does not cover it; no token was sent.</summary>
    public const string TokenRefusedForHost = nameof(TokenRefusedForHost);

    /// <summary>The HSM could not be reached.</summary>
    public const string HsmUnreachable = nameof(HsmUnreachable);

    /// <summary>A start was sent and its answer was lost: the job may be running.</summary>
    public const string StartUncertain = nameof(StartUncertain);

    /// <summary>The service did not accept the token (401).</summary>
    public const string Unauthorized = nameof(Unauthorized);

    /// <summary>The caller lacks a role on the HSM (403).</summary>
    public const string AccessDenied = nameof(AccessDenied);

    /// <summary>A backup or restore is already running on the HSM (409).</summary>
    public const string OperationInProgress = nameof(OperationInProgress);

    /// <summary>The key to restore exists, live or soft-deleted (409).</summary>
    public const string KeyExists = nameof(KeyExists);

    /// <summary>There is no key of this name, live or soft-deleted as asked for.</summary>
    public const string KeyNotFound = nameof(KeyNotFound);

    /// <summary>A key of this name is soft-deleted: it is recovered, or purged first.</summary>
    public const string KeyIsDeleted = nameof(KeyIsDeleted);

    /// <summary>A purge was asked for where nobody can be asked whether it is meant.</summary>
    public const string PurgeNotConfirmed = nameof(PurgeNotConfirmed);

    /// <summary>A full restore has to be asked for, and nobody can be asked.</summary>
    public const string RestoreNotConfirmed = nameof(RestoreNotConfirmed);

    /// <summary>One HSM was given twice to be restored in full.</summary>
    public const string RestoreGivenTwice = nameof(RestoreGivenTwice);

    /// <summary>The service's check before a restore, or before a backup, says that it would fail.</summary>
    public const string PreCheckFailed = nameof(PreCheckFailed);

    /// <summary>The service is older than the checks before a backup and a restore (before api-version 7.6).</summary>
    public const string PreCheckUnavailable = nameof(PreCheckUnavailable);

    /// <summary>The service refuses a full restore for the age of the destination's own last full backup.</summary>
    public const string SafetyBackupNeeded = nameof(SafetyBackupNeeded);

    /// <summary>A full restore runs on the HSM: until it ends only its status can be read.</summary>
    public const string RestoreInProgress = nameof(RestoreInProgress);

    /// <summary>What a restore drill would wipe was not named as its destination twice, or is no drill HSM.</summary>
    public const string DrillDestinationRefused = nameof(DrillDestinationRefused);

    /// <summary>A restore drill has found keys missing or different.</summary>
    public const string DrillFailed = nameof(DrillFailed);

    /// <summary>An object that should be the result of a restore drill lacks what makes one.</summary>
    public const string InvalidDrill = nameof(InvalidDrill);

    /// <summary>Another conflict (409).</summary>
    public const string Conflict = nameof(Conflict);

    /// <summary>The HSM knows no such job (404).</summary>
    public const string JobNotFound = nameof(JobNotFound);

    /// <summary>The service asks to slow down (429).</summary>
    public const string TooManyRequests = nameof(TooManyRequests);

    /// <summary>Another refusal of the request (4xx).</summary>
    public const string RequestRefused = nameof(RequestRefused);

    /// <summary>The service failed (5xx).</summary>
    public const string ServiceFailed = nameof(ServiceFailed);

    /// <summary>The service's answer could not be read.</summary>
    public const string UnreadableAnswer = nameof(UnreadableAnswer);

    /// <summary>Nothing opens the storage account: no SAS, no key, and nobody is signed in for storage.</summary>
    public const string StorageSignInMissing = nameof(StorageSignInMissing);

    /// <summary>A storage account's key is of no valid form.</summary>
    public const string InvalidStorageAccountKey = nameof(InvalidStorageAccountKey);

    /// <summary>The end of a new SAS is in the past, or later than its kind allows.</summary>
    public const string InvalidSasExpiry = nameof(InvalidSasExpiry);

    /// <summary>What limits a new SAS by address is no IPv4 address and no range of them.</summary>
    public const string InvalidIPAddressRange = nameof(InvalidIPAddressRange);

    /// <summary>The name of a stored access policy is of no valid form.</summary>
    public const string InvalidSasPolicy = nameof(InvalidSasPolicy);

    /// <summary>The container has no stored access policy of this name.</summary>
    public const string SasPolicyNotFound = nameof(SasPolicyNotFound);

    /// <summary>What was asked of a new SAS contradicts itself.</summary>
    public const string SasOptionConflict = nameof(SasOptionConflict);

    /// <summary>An object that should be a backup lacks what makes one.</summary>
    public const string InvalidBackup = nameof(InvalidBackup);

    /// <summary>The container, or its account, is not there (404).</summary>
    public const string ContainerNotFound = nameof(ContainerNotFound);

    /// <summary>There is no such backup in the container.</summary>
    public const string BackupNotFound = nameof(BackupNotFound);

    /// <summary>A backup's blobs are missing or not written to their end.</summary>
    public const string BackupIncomplete = nameof(BackupIncomplete);

    /// <summary>A backup's blobs are in the archive tier, from which nothing can be read.</summary>
    public const string BackupArchived = nameof(BackupArchived);

    /// <summary>A backup was changed while it was being copied.</summary>
    public const string BackupChanged = nameof(BackupChanged);

    /// <summary>A copy would lie on or inside its own source.</summary>
    public const string CopyOntoItself = nameof(CopyOntoItself);

    /// <summary>The destination of a copy has blobs that are not what the source has.</summary>
    public const string CopyConflict = nameof(CopyConflict);

    /// <summary>Blobs of a backup could not be copied, or are not the same at the end.</summary>
    public const string CopyIncomplete = nameof(CopyIncomplete);

    /// <summary>A retention policy, a legal hold or a lease keeps a backup's blob as it is.</summary>
    public const string BackupProtected = nameof(BackupProtected);

    /// <summary>The SAS, the key or the identity does not allow it, or the account's firewall does not (401, 403).</summary>
    public const string StorageAccessDenied = nameof(StorageAccessDenied);

    /// <summary>The storage account could not be reached.</summary>
    public const string StorageUnreachable = nameof(StorageUnreachable);

    /// <summary>Storage refused a request for another reason (4xx).</summary>
    public const string StorageRequestRefused = nameof(StorageRequestRefused);

    /// <summary>Storage failed, or asks to slow down (429, 5xx).</summary>
    public const string StorageFailed = nameof(StorageFailed);

    /// <summary>A resource id is not that of a storage account.</summary>
    public const string InvalidResourceId = nameof(InvalidResourceId);

    /// <summary>A subscription's id is not a GUID.</summary>
    public const string InvalidSubscriptionId = nameof(InvalidSubscriptionId);

    /// <summary>MHSM_LOOPBACK_RESOURCE_MANAGER is no https URL of a host on this machine.</summary>
    public const string InvalidLoopbackResourceManager = nameof(InvalidLoopbackResourceManager);

    /// <summary>No subscription that the identity sees has the storage account.</summary>
    public const string StorageAccountNotFound = nameof(StorageAccountNotFound);

    /// <summary>Azure Resource Manager does not allow it (401, 403, another 4xx).</summary>
    public const string ResourceManagerRefused = nameof(ResourceManagerRefused);

    /// <summary>Azure Resource Manager could not be reached.</summary>
    public const string ResourceManagerUnreachable = nameof(ResourceManagerUnreachable);

    /// <summary>Azure Resource Manager failed, or asks to slow down (429, 5xx).</summary>
    public const string ResourceManagerFailed = nameof(ResourceManagerFailed);

    /// <summary>A time is later than the one that it should come before.</summary>
    public const string InvalidTimeRange = nameof(InvalidTimeRange);

    /// <summary>Two switches contradict each other.</summary>
    public const string SwitchConflict = nameof(SwitchConflict);

    /// <summary>A retention policy says nothing, or has a number out of its range.</summary>
    public const string InvalidRetention = nameof(InvalidRetention);

    /// <summary>The newest complete backup of an HSM is removed only where -Force names it.</summary>
    public const string NewestBackupProtected = nameof(NewestBackupProtected);

    /// <summary>A backup that may still be being written is removed only where -Force names it.</summary>
    public const string BackupBeingWritten = nameof(BackupBeingWritten);

    /// <summary>Some blobs of a backup could not be deleted.</summary>
    public const string RemovalIncomplete = nameof(RemovalIncomplete);

    /// <summary>A report cannot be written where it should be.</summary>
    public const string InvalidReportPath = nameof(InvalidReportPath);

    /// <summary>A job ended as Failed.</summary>
    public const string JobFailed = nameof(JobFailed);

    /// <summary>A job ended as Canceled.</summary>
    public const string JobCanceled = nameof(JobCanceled);

    /// <summary>A job had not ended when the time to wait was over.</summary>
    public const string WaitTimedOut = nameof(WaitTimedOut);
}
