using System.Globalization;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>
/// What this module notes in the metadata of blobs, so that half a copy and half a removal are known for what they are to
/// whoever lists them next. Blobs that the service has written carry none of it.
/// </summary>
internal static class BackupMarks
{
    // Names of metadata are identifiers, and compared without case: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#metadata-names
    private const string CopyOfBlobs = "mhsmbackup_copy_of_blobs";
    private const string SourceETag = "mhsmbackup_source_etag";
    private const string RemovalBegun = "mhsmbackup_removal_begun";
    private const string OverwriteBegun = "mhsmbackup_overwrite_begun";
    private const string Yes = "true";

    /// <summary>
    /// The metadata of a blob that is copied with others: its own, how many there are to be, and which version of it was copied. What
    /// its own says against the backup is as true of the copy, and stays.
    /// </summary>
    public static Dictionary<string, string> OfCopy(IDictionary<string, string> own, int blobs, string? sourceETag = null)
    {
        Dictionary<string, string> metadata = Without(own);
        metadata[CopyOfBlobs] = blobs.ToString(CultureInfo.InvariantCulture);
        if (sourceETag is not null) metadata[SourceETag] = sourceETag;
        if (IsBeingRemoved(own)) metadata[RemovalBegun] = Yes;
        if (IsBeingOverwritten(own)) metadata[OverwriteBegun] = Yes;
        return metadata;
    }

    /// <summary>The version (ETag) of its source that a copy was made of; null for a blob that is no copy.</summary>
    public static string? SourceETagIn(IDictionary<string, string>? metadata) => Find(metadata, SourceETag);

    /// <summary>The metadata of the blob of a backup that is deleted last.</summary>
    public static Dictionary<string, string> OfRemoval(IDictionary<string, string> own) => new(own, StringComparer.OrdinalIgnoreCase) { [RemovalBegun] = Yes };

    /// <summary>The metadata of the blob of a backup that is overwritten last by a copy of another: until then it is a mix of both.</summary>
    public static Dictionary<string, string> OfOverwrite(IDictionary<string, string> own) => new(own, StringComparer.OrdinalIgnoreCase) { [OverwriteBegun] = Yes };

    /// <summary>The metadata without what this module has noted.</summary>
    public static Dictionary<string, string> Without(IDictionary<string, string> own)
    {
        var metadata = new Dictionary<string, string>(own, StringComparer.OrdinalIgnoreCase);
        metadata.Remove(CopyOfBlobs);
        metadata.Remove(SourceETag);
        metadata.Remove(RemovalBegun);
        metadata.Remove(OverwriteBegun);
        return metadata;
    }

    /// <summary>How many blobs the copy is to have that this one is part of; null for a blob that is no copy.</summary>
    public static int? CountIn(IDictionary<string, string>? metadata) =>
        Find(metadata, CopyOfBlobs) is string text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : null;

    /// <summary>Whether a blob stands for a directory: an account with a hierarchical namespace lists its directories as empty blobs.</summary>
    public static bool IsFolder(IDictionary<string, string>? metadata) => Find(metadata, "hdi_isfolder") == "true";

    public static bool IsBeingRemoved(IDictionary<string, string>? metadata) => Find(metadata, RemovalBegun) is not null;

    public static bool IsBeingOverwritten(IDictionary<string, string>? metadata) => Find(metadata, OverwriteBegun) is not null;

    private static string? Find(IDictionary<string, string>? metadata, string name) =>
        metadata?.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
