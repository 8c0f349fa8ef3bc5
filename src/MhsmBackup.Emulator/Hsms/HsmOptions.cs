namespace MhsmBackup.Emulator.Hsms;

/// <summary>One HSM to be emulated.</summary>
/// <param name="Name">The HSM's name, as in the first label of its address.</param>
public sealed record HsmOptions(string Name)
{
    /// <summary>The port, or 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>The domain of <see cref="EmulatedHsm.Uri"/>; by default <c>localhost</c>.</summary>
    public string Domain { get; init; } = "localhost";

    /// <summary>A security domain that it shares with another HSM; by default it has its own.</summary>
    public SecurityDomain? SecurityDomain { get; init; }
}
