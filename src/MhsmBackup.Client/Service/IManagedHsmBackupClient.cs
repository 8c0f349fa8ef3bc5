using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Storage;

namespace MhsmBackup.Service;

/// <summary>
/// The backup operations of one Managed HSM, with the names of Azure.Security.KeyVault.Administration's
/// KeyVaultBackupClient. Every start is sent once.
/// </summary>
/// <remarks>
/// Every method throws <see cref="MhsmServiceException"/> for a refusal, <see cref="MhsmAuthenticationException"/> when no
/// token can be had and <see cref="MhsmConnectionException"/> when the HSM cannot be reached; every start throws
/// <see cref="MhsmStartUncertainException"/> when its answer was lost and <see cref="MhsmInputException"/> when the
/// api-version lacks what is asked for.
/// </remarks>
public interface IManagedHsmBackupClient
{
    /// <summary>The HSM.</summary>
    ManagedHsmAddress Address { get; }

    /// <summary>Starts a full backup into a container.</summary>
    /// <param name="storage">The container, with a right to write.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the job may have been started all the same.</param>
    Task<MhsmJob> StartBackupAsync(StorageAccess storage, CancellationToken cancellationToken = default);

    /// <summary>Starts a full restore, which replaces all that the HSM holds.</summary>
    /// <param name="storage">The container and the backup's folder, with a right to read.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the job may have been started all the same.</param>
    Task<MhsmJob> StartRestoreAsync(StorageAccess storage, CancellationToken cancellationToken = default);

    /// <summary>Starts the restore of one key.</summary>
    /// <param name="keyName">1 to 127 letters, digits and hyphens.</param>
    /// <param name="storage">The container and the backup's folder, with a right to read.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the job may have been started all the same.</param>
    Task<MhsmJob> StartSelectiveKeyRestoreAsync(string keyName, StorageAccess storage, CancellationToken cancellationToken = default);

    /// <summary>Starts a check whether a backup could run. Nothing is changed. Api-version 7.6 and later.</summary>
    /// <param name="storage">The container, with a right to write.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    Task<MhsmJob> StartPreBackupAsync(StorageAccess storage, CancellationToken cancellationToken = default);

    /// <summary>Starts a check whether a restore could run. Nothing is changed. Api-version 7.6 and later.</summary>
    /// <param name="storage">The container and the backup's folder, with a right to read.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer.</param>
    Task<MhsmJob> StartPreRestoreAsync(StorageAccess storage, CancellationToken cancellationToken = default);

    /// <summary>Reads the state of a backup or of its pre-check.</summary>
    /// <param name="job">The job; what an answer cannot say (a restore's folder, a key's name) is kept from it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<MhsmJob> GetBackupStatusAsync(MhsmJob job, CancellationToken cancellationToken = default);

    /// <summary>Reads the state of a restore, full or of one key, or of its pre-check.</summary>
    /// <param name="job">The job; what an answer cannot say (a restore's folder, a key's name) is kept from it.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<MhsmJob> GetRestoreStatusAsync(MhsmJob job, CancellationToken cancellationToken = default);
}
