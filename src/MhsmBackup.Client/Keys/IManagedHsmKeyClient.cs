using MhsmBackup.Errors;
using MhsmBackup.Service;

namespace MhsmBackup.Keys;

/// <summary>
/// What a restore needs to know of an HSM's keys, and to do with soft-deleted ones:
/// https://learn.microsoft.com/rest/api/keyvault/keys/operation-groups.
/// </summary>
/// <remarks>
/// Every method throws <see cref="MhsmServiceException"/> for a refusal (<see cref="MhsmErrorId.AccessDenied"/> when the caller's
/// role does not allow it), <see cref="MhsmAuthenticationException"/> when no token can be had and
/// <see cref="MhsmConnectionException"/> when the HSM cannot be reached.
/// </remarks>
public interface IManagedHsmKeyClient
{
    /// <summary>The HSM.</summary>
    ManagedHsmAddress Address { get; }

    /// <summary>Reads a live key's newest version; null when there is no live key of this name. Data action keys/read/action.</summary>
    /// <param name="keyName">1 to 127 letters, digits and hyphens.</param>
    /// <param name="version">A version of it in place of the newest.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<ManagedHsmKey?> FindAsync(string keyName, string? version = null, CancellationToken cancellationToken = default);

    /// <summary>Reads a soft-deleted key; null when there is none of this name. Data action keys/deletedKeys/read/action.</summary>
    /// <param name="keyName">1 to 127 letters, digits and hyphens.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    Task<ManagedHsmKey?> FindDeletedAsync(string keyName, CancellationToken cancellationToken = default);

    /// <summary>Lists the live keys, without versions. Data action keys/read/action.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<IReadOnlyList<ManagedHsmKey>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the versions of a live key; none when there is no such key. Data action keys/read/action.</summary>
    /// <param name="keyName">1 to 127 letters, digits and hyphens.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<IReadOnlyList<ManagedHsmKey>> ListVersionsAsync(string keyName, CancellationToken cancellationToken = default);

    /// <summary>Lists the soft-deleted keys. Data action keys/deletedKeys/read/action.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    Task<IReadOnlyList<ManagedHsmKey>> ListDeletedAsync(CancellationToken cancellationToken = default);

    /// <summary>Purges a soft-deleted key for good. Data action keys/deletedKeys/delete (Managed HSM Crypto Officer).</summary>
    /// <param name="keyName">1 to 127 letters, digits and hyphens.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the key may have been purged all the same.</param>
    /// <returns>Whether the service has purged it; false when there was no soft-deleted key of this name, or none any more.</returns>
    Task<bool> PurgeAsync(string keyName, CancellationToken cancellationToken = default);

    /// <summary>Makes a soft-deleted key live again. Data action keys/deletedKeys/recover/action (Managed HSM Crypto Officer).</summary>
    /// <param name="keyName">1 to 127 letters, digits and hyphens.</param>
    /// <param name="cancellationToken">Gives up waiting for the answer; the key may have been recovered all the same.</param>
    /// <returns>Whether the service has recovered it; false when there was no soft-deleted key of this name, or none any more.</returns>
    Task<bool> RecoverAsync(string keyName, CancellationToken cancellationToken = default);
}
