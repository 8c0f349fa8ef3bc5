using Azure;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Checks;

/// <summary>What became of a test blob.</summary>
/// <param name="IsVersioned">Whether storage gave it a version: whether versioning is on.</param>
/// <param name="LeftBehind">The blob, when it could not be deleted; else null.</param>
/// <param name="WhyLeft">Why it could not be deleted; null when it was.</param>
internal sealed record WriteProbe(bool IsVersioned, Uri? LeftBehind = null, string? WhyLeft = null)
{
    /// <summary>What a test blob's name begins with: no backup's folder does.</summary>
    public const string NamePrefix = ".mhsmbackup-test-";

    private static readonly TimeSpan DeletionTime = TimeSpan.FromSeconds(15);

    /// <summary>A new test blob's name, in the folder that the address names.</summary>
    public static string NewName(ContainerAddress address) =>
        (address.Folder is null ? string.Empty : address.Folder + "/") + NamePrefix + Guid.NewGuid().ToString("N");

    /// <summary>Writes a blob, reads it, and deletes it, also after a stop: then within seconds.</summary>
    /// <param name="container">The container.</param>
    /// <param name="leftBehind">Is told of a blob that stays.</param>
    /// <param name="cancellationToken">Ends it, but for the deletion.</param>
    /// <exception cref="MhsmStorageException">It could not be written or read.</exception>
    public static async Task<WriteProbe> RunAsync(StorageContainer container, Action<Uri> leftBehind, CancellationToken cancellationToken)
    {
        string name = NewName(container.Address);
        bool isRefused = false;
        string? whyLeft = null;
        bool isVersioned;
        try
        {
            isVersioned = await WriteAsync(container, name, () => isRefused = true, cancellationToken).ConfigureAwait(false);
            await ReadBackAsync(container, name, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // A request that was given up, or whose answer was lost, may have been carried out.
            if (!isRefused) whyLeft = await DeleteAsync(container, name).ConfigureAwait(false);
            if (whyLeft is not null) leftBehind(container.Address.At(name));
        }

        return new WriteProbe(isVersioned, whyLeft is null ? null : container.Address.At(name), whyLeft);
    }

    private static Task<bool> WriteAsync(StorageContainer container, string name, Action refused, CancellationToken cancellationToken) => container.CallAsync(
        async client =>
        {
            try
            {
                Response<BlobContentInfo> written = await client.GetBlobClient(name).UploadAsync(new BinaryData(name), overwrite: false, cancellationToken).ConfigureAwait(false);
                return written.Value.VersionId is not null;
            }
            catch (Exception e) when (e is RequestFailedException { Status: >= 400 and < 500 } or MhsmAuthenticationException)
            {
                refused();
                throw;
            }
        },
        "written to",
        cancellationToken);

    private static Task<bool> ReadBackAsync(StorageContainer container, string name, CancellationToken cancellationToken) => container.CallAsync(
        async client =>
        {
            Response<BlobDownloadResult> read = await client.GetBlobClient(name).DownloadContentAsync(cancellationToken).ConfigureAwait(false);
            return read.Value.Content.ToString() == name ? true : throw new MhsmStorageException(
                MhsmErrorId.StorageFailed, $"{container.Address} gave another content than was written.", read.GetRawResponse().Status, errorCode: null, requestId: null);
        },
        "read from",
        cancellationToken);

    // Null: it is gone.
    private static async Task<string?> DeleteAsync(StorageContainer container, string name)
    {
        using var time = new CancellationTokenSource(DeletionTime);
        try
        {
            await container.CallAsync(client => client.GetBlobClient(name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: time.Token), "cleaned", time.Token).ConfigureAwait(false);
            return null;
        }
        catch (MhsmException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return $"storage did not answer within {DeletionTime.TotalSeconds} seconds.";
        }
    }
}
