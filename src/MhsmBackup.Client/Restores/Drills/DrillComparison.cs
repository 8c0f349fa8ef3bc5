using MhsmBackup.Keys;

namespace MhsmBackup.Restores.Drills;

/// <summary>Compares what a backup should hold with what a restore of it has brought. Calls nothing.</summary>
internal sealed class DrillComparison
{
    private readonly List<string> _missing = [];
    private readonly List<string> _different = [];
    private readonly List<string> _uncompared = [];

    private DrillComparison()
    {
    }

    /// <summary>How many keys the backup had to hold.</summary>
    public int Expected { get; private set; }

    /// <summary>How many of these are there, whole and not different.</summary>
    public int Found { get; private set; }

    /// <summary>How many keys, or versions of keys, came too late for the backup: counted by key.</summary>
    public int Newer { get; private set; }

    /// <summary>Keys, and versions of keys, that are not there.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Versions with another public part.</summary>
    public IReadOnlyList<string> Different => _different;

    /// <summary>What is there and could not be compared, because one side could not be read.</summary>
    public IReadOnlyList<string> Uncompared => _uncompared;

    /// <summary>Whether all is there and the same; null when nothing speaks against it and nothing, or not all, could be compared.</summary>
    public bool? IsSame => _missing.Count + _different.Count > 0 ? false : _uncompared.Count > 0 || Expected == 0 ? null : true;

    /// <summary>Compares.</summary>
    /// <param name="expected">What the backup should hold.</param>
    /// <param name="found">What the restored HSM has of it, by name.</param>
    /// <param name="backupTime">When the backup was started, in UTC.</param>
    public static DrillComparison Of(IEnumerable<DrillExpectation> expected, IReadOnlyDictionary<string, IReadOnlyList<ManagedHsmKey>> found, DateTime backupTime)
    {
        // The service's times are whole seconds: what was made in the second of the backup may be in it or not.
        DateTime second = new(backupTime.Ticks - (backupTime.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        var comparison = new DrillComparison();
        foreach (DrillExpectation key in expected)
        {
            IReadOnlyList<ManagedHsmKey> there = found.TryGetValue(key.Name, out IReadOnlyList<ManagedHsmKey>? versions) ? versions : [];
            if (key.Versions is { Count: > 0 } && !(key.IsNamed && there.Count == 0)) comparison.Compare(key.Name, key.Versions, there, second);
            else comparison.LookFor(key, there);
        }

        return comparison;
    }

    private void LookFor(DrillExpectation key, IReadOnlyList<ManagedHsmKey> there)
    {
        Expected++;
        if (there.Count == 0)
        {
            _missing.Add(key.Name);
            return;
        }

        Found++;
        if (key.Versions is null) _uncompared.Add(key.Name);
    }

    private void Compare(string name, IReadOnlyList<ManagedHsmKey> source, IReadOnlyList<ManagedHsmKey> there, DateTime backupTime)
    {
        int expected = 0, good = 0;
        bool isNewer = false;
        var missing = new List<string>();
        foreach (ManagedHsmKey version in source)
        {
            ManagedHsmKey? restored = there.FirstOrDefault(other => string.Equals(other.Version, version.Version, StringComparison.OrdinalIgnoreCase));
            if (restored is null && version.Created >= backupTime)
            {
                isNewer = true;
                continue;
            }

            expected++;
            if (restored is null) missing.Add($"{name}/{version.Version}");
            else if (IsSameOrUnknown(name, version, restored)) good++;
        }

        if (isNewer) Newer++;
        if (expected == 0) return;
        Expected++;
        if (good == expected) Found++;
        if (there.Count == 0) _missing.Add(name);
        else _missing.AddRange(missing);
    }

    private bool IsSameOrUnknown(string name, ManagedHsmKey version, ManagedHsmKey restored)
    {
        string id = $"{name}/{version.Version}";
        if (version.PublicPart is null || restored.PublicPart is null)
        {
            _uncompared.Add(id);
            return true;
        }

        if (version.PublicPart == restored.PublicPart) return true;
        _different.Add(id);
        return false;
    }
}
