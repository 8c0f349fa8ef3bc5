using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>What a copy has to do: which blobs are missing, which are there, which would be overwritten.</summary>
internal sealed class CopyPlan
{
    private CopyPlan(IReadOnlyList<BackupBlob> source, IReadOnlyDictionary<string, BackupBlob> there)
    {
        Source = source;
        There = there;
    }

    /// <summary>All blobs of the source; the one that was written last comes last, so that a copy never has it without the others.</summary>
    public IReadOnlyList<BackupBlob> Source { get; }

    /// <summary>What the destination has.</summary>
    public IReadOnlyDictionary<string, BackupBlob> There { get; }

    public int Count => Source.Count;

    public long Size => Source.Sum(blob => blob.Size);

    /// <summary>Compares a source with its destination.</summary>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.BackupArchived"/> or <see cref="MhsmErrorId.CopyConflict"/>.</exception>
    public static CopyPlan Make(
        StorageContainer source, IReadOnlyDictionary<string, BackupBlob> blobs, Uri destination, IReadOnlyDictionary<string, BackupBlob> there, bool overwrites)
    {
        BackupBlob[] ordered = [.. blobs.Values
            .OrderBy(blob => blob.Properties.LastModified)
            .ThenBy(blob => blob.Name == BackupContents.Manifest)
            .ThenBy(blob => blob.Name, StringComparer.Ordinal)];
        var plan = new CopyPlan(ordered, there);
        BackupBlob[] missing = [.. ordered.Where(blob => !plan.IsThere(blob))];
        if (missing.Any(blob => blob.Properties.AccessTier?.ToString() == "Archive")) throw CopyFailure.Archived(source);

        string[] others = [.. missing.Where(blob => there.ContainsKey(blob.Name)).Select(blob => blob.Name)];
        if (others.Length > 0 && !overwrites)
            throw new MhsmException(MhsmErrorId.CopyConflict, $"{destination} has {Blobs(others)} that {(others.Length == 1 ? "is" : "are")} not what the source has, and a backup is never changed. Copy into another folder or container, or overwrite with -Force.");
        string[] strangers = [.. there.Keys.Where(name => !blobs.ContainsKey(name)).OrderBy(name => name, StringComparer.Ordinal)];
        if (strangers.Length > 0)
            throw new MhsmException(MhsmErrorId.CopyConflict, $"{destination} has {Blobs(strangers)} that the source does not have: it is no copy of it. Copy into another folder or container.");
        return plan;
    }

    public bool IsThere(BackupBlob blob) => There.TryGetValue(blob.Name, out BackupBlob? copy) && blob.IsCopiedIn(copy);

    /// <summary>Whether a blob that is there says of how many it is one, and of another number than the source has.</summary>
    public bool HasOtherCount(BackupBlob blob) => BackupMarks.CountIn(There[blob.Name].Metadata) is int count && count != Count;

    public static string Blobs(IReadOnlyCollection<string> names) =>
        $"{(names.Count == 1 ? "1 blob" : $"{names.Count} blobs")} ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", …" : string.Empty)})";
}
