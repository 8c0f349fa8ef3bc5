using Azure;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Storage.Copying;

/// <summary>A blob of a backup, under its name in the backup's folder.</summary>
internal sealed record SourceBlob(string Name, long Size, byte[]? Md5, ETag ETag, DateTimeOffset Written, bool IsArchived, string? ContentType, IDictionary<string, string> Metadata)
{
    public static SourceBlob Of(BlobItem blob, string folder) => new(
        blob.Name.Substring(folder.Length + 1),
        blob.Properties.ContentLength ?? 0,
        blob.Properties.ContentHash is { Length: > 0 } hash ? hash : null,
        blob.Properties.ETag ?? default,
        blob.Properties.LastModified ?? DateTimeOffset.MinValue,
        blob.Properties.AccessTier == AccessTier.Archive,
        blob.Properties.ContentType,
        blob.Metadata ?? new Dictionary<string, string>());

    /// <summary>Whether another blob of this name has the same content, as far as can be told without reading it.</summary>
    /// <remarks>Where a blob has no MD5, the copy is known by the ETag of the source that it was copied from.</remarks>
    public bool IsCopiedAs(SourceBlob copy)
    {
        if (copy.Size != Size) return false;
        return Md5 is not null && copy.Md5 is not null ? Md5.SequenceEqual(copy.Md5) : BackupMarks.SourceIn(copy.Metadata) == ETag.ToString();
    }
}
