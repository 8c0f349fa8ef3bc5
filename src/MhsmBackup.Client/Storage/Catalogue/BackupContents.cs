using Azure.Storage.Blobs.Models;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>What the blobs of one backup tell, gathered while they are listed: no blob is kept.</summary>
internal sealed class BackupContents(string folder)
{
    /// <summary>The blob that the project's emulator writes last.</summary>
    public const string Manifest = "manifest.json";
    private const long LargestManifest = 4 * 1024 * 1024;

    private readonly string _prefix = folder + "/";
    private int _unfinished;
    private int _empty;
    private int _parts;
    private bool _hasManifest;
    private int? _wanted;
    private bool _isBeingRemoved;
    private bool _isBeingOverwritten;
    private DateTimeOffset? _lastModified;
    private DateTimeOffset? _immutableUntil;
    private bool _hasLegalHold;

    public int Count { get; private set; }

    public long Size { get; private set; }

    /// <summary>The blob that names its parts, if it has one that can be read.</summary>
    public string? ManifestBlob { get; private set; }

    /// <summary>How many have no content: each may be one that is still being written.</summary>
    public int EmptyBlobs => _empty;

    public void Add(BlobItem blob)
    {
        string name = blob.Name.StartsWith(_prefix, StringComparison.Ordinal) ? blob.Name.Substring(_prefix.Length) : blob.Name;
        if (BackupMarks.IsFolder(blob.Metadata)) return;

        BlobItemProperties properties = blob.Properties;
        long size = properties.ContentLength ?? 0;
        Count++;
        Size += size;
        if (size == 0) _empty++;
        if (properties.CopyStatus is CopyStatus status && status != CopyStatus.Success) _unfinished++;
        if (name == Manifest)
        {
            _hasManifest = true;
            if (size is > 0 and <= LargestManifest) ManifestBlob = blob.Name;
        }
        else if (IsPart(name)) _parts++;
        if (BackupMarks.CountIn(blob.Metadata) is int wanted) _wanted = Math.Max(_wanted ?? 0, wanted);
        _isBeingRemoved |= BackupMarks.IsBeingRemoved(blob.Metadata);
        _isBeingOverwritten |= BackupMarks.IsBeingOverwritten(blob.Metadata);
        if (properties.LastModified is DateTimeOffset written && !(written <= _lastModified)) _lastModified = written;
        if (properties.ImmutabilityPolicy?.ExpiresOn is DateTimeOffset until && !(until <= _immutableUntil)) _immutableUntil = until;
        _hasLegalHold |= properties.HasLegalHold;
    }

    /// <summary>What speaks against the backup.</summary>
    /// <param name="uncommitted">How many blobs have blocks alone.</param>
    /// <param name="missing">The parts that its manifest names and that are not there.</param>
    /// <param name="isCounted">Whether all of its blobs were seen: only then is one known to be missing.</param>
    public IReadOnlyList<string> Problems(int uncommitted, IReadOnlyCollection<string> missing, bool isCounted)
    {
        var problems = new List<string>();
        int committed = Count - uncommitted;
        if (isCounted && committed == 0) problems.Add("It has no blob that was written to its end.");
        if (uncommitted > 0) problems.Add($"{Blobs(uncommitted)} not been written to the end.");
        if (_unfinished > 0) problems.Add($"{Blobs(_unfinished)} not been copied to the end.");
        if (isCounted && _wanted > committed) problems.Add($"It is a copy of {_wanted} blobs, and {committed} are here.");
        if (_isBeingOverwritten) problems.Add("A copy over it has begun and not ended: it is a mix of two backups.");
        if (_isBeingRemoved) problems.Add("Its removal has begun.");
        if (isCounted && _parts > 0 && !_hasManifest) problems.Add($"It has parts and no {Manifest}, which is written last.");
        if (missing.Count > 0) problems.Add($"{Blobs(missing.Count)} gone that its {Manifest} names: {string.Join(", ", missing.Take(3))}{(missing.Count > 3 ? ", …" : string.Empty)}.");
        return problems;
    }

    public MhsmStoredBackup ToBackup(BackupPlace place, DateTime utcNow, IReadOnlyList<string> problems, bool isCounted) => place.Named(utcNow) with
    {
        State = problems.Count > 0 ? MhsmBackupState.Partial : isCounted ? MhsmBackupState.Complete : MhsmBackupState.Unchecked,
        Problems = problems,
        BlobCount = isCounted ? Count : null,
        Size = isCounted ? Size : null,
        LastModified = _lastModified?.UtcDateTime,
        ImmutableUntil = _immutableUntil?.UtcDateTime,
        HasLegalHold = _hasLegalHold,
        IsBeingRemoved = _isBeingRemoved,
    };

    private static string Blobs(int count) => count == 1 ? "1 blob has" : $"{count} blobs have";

    // What the project's emulator writes; the service's own blobs are not documented, and nothing is concluded from their names.
    private static bool IsPart(string name) => name.StartsWith("part-", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal);
}
