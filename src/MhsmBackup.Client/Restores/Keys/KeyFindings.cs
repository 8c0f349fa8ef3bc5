using MhsmBackup.Keys;

namespace MhsmBackup.Restores.Keys;

/// <summary>What is known of a key before anything is done.</summary>
/// <param name="Sight">Whether it is there.</param>
internal sealed record KeyFindings(KeySight Sight)
{
    /// <summary>What the user must know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>What could not be seen, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
