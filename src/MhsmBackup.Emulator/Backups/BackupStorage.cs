using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Backups;

/// <summary>The container of one request, reached with the credential of that request.</summary>
internal sealed class BackupStorage
{
    private readonly BlobContainerClient container;

    private BackupStorage(BlobContainerClient container) => this.container = container;

    /// <summary>Takes the SAS out of the request, or the managed identity's own credential.</summary>
    /// <exception cref="StorageUnavailableException">The managed identity has nothing for that account.</exception>
    internal static BackupStorage Open(StorageAddress address, StorageParameters parameters, IEnumerable<StorageCredential> managedIdentity, StorageTransport transport)
    {
        // A failure must become a failed job soon: a person is waiting, and the job ends all the same.
        BlobClientOptions options = new()
        {
            Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(100), NetworkTimeout = TimeSpan.FromSeconds(10), Mode = RetryMode.Fixed },
            Transport = transport.Pipeline,
            Diagnostics = { IsLoggingEnabled = false, IsDistributedTracingEnabled = false, IsTelemetryEnabled = false },
        };
        if (parameters.UseManagedIdentity != true)
        {
            return new(new BlobContainerClient(new UriBuilder(address.Container) { Query = parameters.Token?.TrimStart('?') }.Uri, options));
        }

        StorageCredential credential = managedIdentity.FirstOrDefault(candidate => string.Equals(candidate.AccountName, address.AccountName, StringComparison.OrdinalIgnoreCase))
            ?? throw new StorageUnavailableException($"The managed identity has no access to the storage account '{address.AccountName}'");
        return new(new BlobContainerClient(address.Container, new StorageSharedKeyCredential(credential.AccountName, credential.AccountKey), options));
    }

    internal Task WriteAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation) => Told(async () =>
    {
        BlobUploadOptions options = new() { Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        await container.GetBlobClient(name).UploadAsync(new BinaryData(content), options, cancellation);
        return true;
    });

    /// <summary>A blob's content, or null if there is no such blob.</summary>
    internal Task<byte[]?> ReadAsync(string name, CancellationToken cancellation) => Told(async () =>
    {
        try
        {
            Response<BlobDownloadResult> result = await container.GetBlobClient(name).DownloadContentAsync(cancellation);
            return result.Value.Content.ToArray();
        }
        catch (RequestFailedException failure) when (failure.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    });

    internal Task<bool> AnyAsync(string prefix, CancellationToken cancellation) => Told(async () =>
    {
        await foreach (BlobItem item in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellation))
        {
            return item.Name.Length > 0;
        }

        return false;
    });

    internal Task DeleteAsync(string name, CancellationToken cancellation) =>
        Told(async () => await container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellation));

    /// <summary>The service tells every storage failure with one word.</summary>
    private static async Task<T> Told<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception failure) when (failure is RequestFailedException or AggregateException or FormatException or HttpRequestException)
        {
            throw new StorageUnavailableException("ResourceNotFound");
        }
    }
}
