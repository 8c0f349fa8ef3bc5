using System.Collections.Immutable;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Keys;

namespace MhsmBackup.Emulator.Hsms;

/// <summary>All that an HSM holds and a full backup saves. Immutable: a change makes another one.</summary>
internal sealed record HsmContents(
    ImmutableSortedDictionary<string, HsmKey> Keys,
    ImmutableSortedDictionary<string, DeletedHsmKey> DeletedKeys,
    ImmutableSortedDictionary<string, RoleAssignment> RoleAssignments)
{
    public static HsmContents Empty { get; } = new HsmContents(
        ImmutableSortedDictionary<string, HsmKey>.Empty,
        ImmutableSortedDictionary<string, DeletedHsmKey>.Empty,
        ImmutableSortedDictionary<string, RoleAssignment>.Empty).Normalized();

    /// <summary>Key names and assignment ids know no case; a comparer does not survive serialization.</summary>
    public HsmContents Normalized() => new(
        Keys.WithComparers(StringComparer.OrdinalIgnoreCase),
        DeletedKeys.WithComparers(StringComparer.OrdinalIgnoreCase),
        RoleAssignments.WithComparers(StringComparer.OrdinalIgnoreCase));
}
