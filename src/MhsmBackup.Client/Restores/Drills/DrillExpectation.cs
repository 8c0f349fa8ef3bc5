using MhsmBackup.Keys;

namespace MhsmBackup.Restores.Drills;

/// <summary>A key that a backup should hold.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Versions">
/// Its versions at the source, with their public parts as far as they could be read. Empty: the source has no such key (any more),
/// and its name is all that can be looked for. Null: the source may not be read.
/// </param>
internal sealed record DrillExpectation(string Name, IReadOnlyList<ManagedHsmKey>? Versions)
{
    /// <summary>Whether the user named it: then it has to be there, however new it is.</summary>
    public bool IsNamed { get; init; }
}
