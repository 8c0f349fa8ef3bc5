using System.Collections.Immutable;

namespace MhsmBackup.Emulator.Keys;

/// <summary>A key with all its versions, the oldest first.</summary>
internal sealed record HsmKey(string Name, ImmutableArray<KeyVersion> Versions)
{
    public KeyVersion Latest => Versions[^1];

    public KeyVersion? Find(string? version) => string.IsNullOrEmpty(version)
        ? Latest
        : Versions.FirstOrDefault(candidate => string.Equals(candidate.Version, version, StringComparison.OrdinalIgnoreCase));

    public HsmKey With(KeyVersion version) => Versions.Any(candidate => candidate.Version == version.Version)
        ? this with { Versions = [.. Versions.Select(candidate => candidate.Version == version.Version ? version : candidate)] }
        : this with { Versions = Versions.Add(version) };
}
