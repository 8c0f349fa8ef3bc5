using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage;

/// <summary>Makes a container where there is none, and tells what protects it.</summary>
public static class BackupContainerMaker
{
    /// <summary>Makes the container, private, unless it is there; one that is there is not changed.</summary>
    /// <param name="container">The container, and the right to it.</param>
    /// <param name="tell">Is told, in words, what could not be read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MhsmStorageException">Storage refused, or could not be reached.</exception>
    /// <exception cref="MhsmAuthenticationException">Nobody could be signed in.</exception>
    public static async Task<MhsmBackupContainer> MakeAsync(StorageContainer container, Action<string> tell, CancellationToken cancellationToken)
    {
        // Looked for first: whoever may read a container that is there need not have the right to make one.
        BlobContainerProperties? found = await FindAsync(container, cancellationToken).ConfigureAwait(false);
        bool created = false;
        if (found is null)
        {
            created = await container.CallAsync(
                async client => await client.CreateIfNotExistsAsync(PublicAccessType.None, cancellationToken: cancellationToken).ConfigureAwait(false) is not null,
                "created",
                cancellationToken).ConfigureAwait(false);
            found = await container.CallAsync(client => ReadAsync(client, cancellationToken), "read", cancellationToken).ConfigureAwait(false);
        }

        return new MhsmBackupContainer
        {
            ContainerUri = container.Address.Uri,
            Created = created,
            PublicAccess = PublicAccessText.Of(found.PublicAccess),
            HasImmutabilityPolicy = found.HasImmutabilityPolicy,
            HasLegalHold = found.HasLegalHold,
            IsVersioningWithImmutability = found.HasImmutableStorageWithVersioning,
            SoftDeleteDays = await ReadSoftDeleteAsync(container, tell, cancellationToken).ConfigureAwait(false),
            LastModified = found.LastModified.UtcDateTime,
        };
    }

    private static Task<BlobContainerProperties?> FindAsync(StorageContainer container, CancellationToken cancellationToken) => container.CallAsync(
        async client =>
        {
            try
            {
                return await ReadAsync(client, cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                return (BlobContainerProperties?)null;
            }
        },
        "read",
        cancellationToken);

    private static async Task<BlobContainerProperties> ReadAsync(BlobContainerClient client, CancellationToken cancellationToken) =>
        (await client.GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;

    // The setting is the account's, and the right to a container alone does not show it.
    private static async Task<int?> ReadSoftDeleteAsync(StorageContainer container, Action<string> tell, CancellationToken cancellationToken)
    {
        try
        {
            BlobServiceProperties account = await container.CallAsync(
                async client => (await client.GetParentBlobServiceClient().GetPropertiesAsync(cancellationToken).ConfigureAwait(false)).Value, "asked for its account's settings", cancellationToken).ConfigureAwait(false);
            return account.DeleteRetentionPolicy is { Enabled: true } policy ? policy.Days ?? 0 : 0;
        }
        catch (MhsmStorageException e)
        {
            tell($"Whether the account keeps deleted blobs is not known: {e.Message}");
            return null;
        }
    }
}
