namespace MhsmBackup.Storage.Copying;

/// <summary>What of a backup is at its destination already.</summary>
internal sealed class CopyComparison
{
    public CopyComparison(IEnumerable<SourceBlob> source, IEnumerable<SourceBlob> destination)
    {
        Dictionary<string, SourceBlob> there = destination.ToDictionary(blob => blob.Name, StringComparer.Ordinal);
        foreach (SourceBlob blob in source)
        {
            if (!there.TryGetValue(blob.Name, out SourceBlob? copy)) Missing.Add(blob);
            else if (blob.IsCopiedAs(copy)) Same.Add(copy);
            else Different.Add(blob);
            there.Remove(blob.Name);
        }

        Foreign = [.. there.Keys.OrderBy(name => name, StringComparer.Ordinal)];
    }

    /// <summary>Those that are not there.</summary>
    public List<SourceBlob> Missing { get; } = [];

    /// <summary>Those that are there, as they are there.</summary>
    public List<SourceBlob> Same { get; } = [];

    /// <summary>Those in whose place there is something else.</summary>
    public List<SourceBlob> Different { get; } = [];

    /// <summary>Names that are there and not in the source.</summary>
    public IReadOnlyList<string> Foreign { get; }
}
