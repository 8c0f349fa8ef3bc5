using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>What a copy has to do: which blobs are missing, which are there, which would be overwritten.</summary>
internal sealed class CopyPlan
{
    private readonly Dictionary<string, BackupBlob> _there;
    private bool _writes;

    private CopyPlan(IReadOnlyList<BackupBlob> source, IReadOnlyDictionary<string, BackupBlob> there, int known)
    {
        Source = source;
        _there = there.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        Wanted = source.Select(blob => BackupMarks.CountIn(blob.Metadata) ?? 0).Append(source.Count).Append(known).Max();
    }

    /// <summary>All blobs of the source; the one that was written last comes last, so that a copy never has it without the others.</summary>
    public IReadOnlyList<BackupBlob> Source { get; }

    /// <summary>What the destination has.</summary>
    public IReadOnlyDictionary<string, BackupBlob> There => _there;

    public int Count => Source.Count;

    /// <summary>How many blobs the backup has when it is whole: more than are copied where the source is known to be partial.</summary>
    public int Wanted { get; }

    public long Size => Source.Sum(blob => blob.Size);

    /// <summary>
    /// The blob that is marked before another one is overwritten, so that a mix of two backups is known for what it is; null for none. It
    /// is the one that is copied last, with which the mark goes. Where the destination does not have it, the number of blobs tells.
    /// </summary>
    public BackupBlob? ToMark { get; private set; }

    /// <summary>Compares a source with its destination.</summary>
    /// <param name="source">The container of the source.</param>
    /// <param name="blobs">What the source has.</param>
    /// <param name="known">How many blobs the source is known to have, those included that are not written to their end.</param>
    /// <param name="destination">The folder of the copy.</param>
    /// <param name="there">What the destination has.</param>
    /// <param name="overwrites">Whether blobs of another content are overwritten.</param>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.BackupArchived"/> or <see cref="MhsmErrorId.CopyConflict"/>.</exception>
    public static CopyPlan Make(
        StorageContainer source, IReadOnlyDictionary<string, BackupBlob> blobs, int known, Uri destination, IReadOnlyDictionary<string, BackupBlob> there, bool overwrites)
    {
        BackupBlob[] ordered = [.. blobs.Values
            .OrderBy(blob => blob.Properties.LastModified)
            .ThenBy(blob => blob.Name == BackupContents.Manifest)
            .ThenBy(blob => blob.Name, StringComparer.Ordinal)];
        var plan = new CopyPlan(ordered, there, known);
        BackupBlob[] missing = [.. ordered.Where(blob => !plan.IsThere(blob))];
        plan._writes = missing.Length > 0;
        if (missing.Any(blob => blob.Properties.AccessTier?.ToString() == "Archive")) throw CopyFailure.Archived(source);

        string[] others = [.. missing.Where(blob => there.ContainsKey(blob.Name)).Select(blob => blob.Name)];
        if (others.Length > 0 && !overwrites)
            throw new MhsmException(MhsmErrorId.CopyConflict, $"{destination} has {Blobs(others)} that {(others.Length == 1 ? "is" : "are")} not what the source has, and a backup is never changed. Copy into another folder or container, or overwrite with -Force.");
        string[] strangers = [.. there.Keys.Where(name => !blobs.ContainsKey(name)).OrderBy(name => name, StringComparer.Ordinal)];
        if (strangers.Length > 0)
            throw new MhsmException(MhsmErrorId.CopyConflict, $"{destination} has {Blobs(strangers)} that the source does not have: it is no copy of it. Copy into another folder or container.");
        BackupBlob last = ordered[ordered.Length - 1];
        if (others.Length > 0 && missing.Any(blob => blob.Name != last.Name) && there.ContainsKey(last.Name)) plan.ToMark = last;
        return plan;
    }

    public bool IsThere(BackupBlob blob) => There.TryGetValue(blob.Name, out BackupBlob? copy) && blob.IsCopiedIn(copy);

    /// <summary>
    /// Whether a blob that is there says something of its backup that is not so: of how many it is one, or that it is being removed or
    /// overwritten. A blob that no copy has marked is left alone, unless it would hide that the source is known to be partial.
    /// </summary>
    public bool IsMarkedOtherwise(BackupBlob blob)
    {
        IDictionary<string, string> there = There[blob.Name].Metadata;
        int? count = BackupMarks.CountIn(there);
        if (count is null ? Wanted > Count : count != Wanted) return true;
        bool mayHide = count is null && _writes;
        return Differs(BackupMarks.IsBeingRemoved(there), BackupMarks.IsBeingRemoved(blob.Metadata))
            || Differs(BackupMarks.IsBeingOverwritten(there), BackupMarks.IsBeingOverwritten(blob.Metadata));

        bool Differs(bool isThere, bool isInSource) => (isThere && !isInSource) || (mayHide && isInSource && !isThere);
    }

    /// <summary>Takes note of a blob of the destination that was given a mark, and with it a version.</summary>
    public void Replace(BackupBlob copy) => _there[copy.Name] = copy;

    public static string Blobs(IReadOnlyCollection<string> names) =>
        $"{(names.Count == 1 ? "1 blob" : $"{names.Count} blobs")} ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", …" : string.Empty)})";
}
