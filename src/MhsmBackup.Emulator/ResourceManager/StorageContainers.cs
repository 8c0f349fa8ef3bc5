using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Emulator.Backups;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>Finds an account's containers: those that are described, else those that the account's server has.</summary>
internal sealed class StorageContainers(StorageTransport transport)
{
    /// <summary>The container, when it was changed, if that is known, and its etag; null when there is none.</summary>
    internal async Task<(EmulatedContainer Container, DateTimeOffset? Changed, string ETag)?> FindAsync(EmulatedStorageAccount account, string name)
    {
        if (account.Containers.FirstOrDefault(container => container.Name == name) is { } described)
        {
            return (described, null, "\"0x8DC000000000000\"");
        }

        if (account.Server is null)
        {
            return null;
        }

        BlobClientOptions options = new() { Transport = transport.Pipeline, Retry = { MaxRetries = 1, Mode = RetryMode.Fixed, Delay = TimeSpan.FromMilliseconds(100) } };
        BlobServiceClient service = new(account.Server, new StorageSharedKeyCredential(account.Name, account.Keys[0]), options);
        try
        {
            BlobContainerProperties found = await service.GetBlobContainerClient(name).GetPropertiesAsync();
            EmulatedContainer container = new(name)
            {
                PublicAccess = found.PublicAccess switch { PublicAccessType.Blob => "Blob", PublicAccessType.BlobContainer => "Container", _ => "None" },
            };
            return (container, found.LastModified, found.ETag.ToString("H"));
        }
        catch (RequestFailedException failure) when (failure.Status == StatusCodes.Status404NotFound)
        {
            return null;
        }
    }
}
