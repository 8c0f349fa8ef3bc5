using Azure.Storage.Blobs.Models;

namespace MhsmBackup.Storage.Removal;

/// <summary>A blob of a backup that is to be deleted.</summary>
/// <param name="Item">What the listing tells of it.</param>
/// <param name="IsCommitted">Whether it was ever written to its end; one that has blocks alone cannot be deleted as it is.</param>
internal sealed record RemovableBlob(BlobItem Item, bool IsCommitted)
{
    /// <summary>The blob's name in its container.</summary>
    public string Name => Item.Name;
}
