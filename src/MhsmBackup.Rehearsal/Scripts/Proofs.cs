namespace MhsmBackup.Rehearsal.Scripts;

/// <summary>What a script has proved.</summary>
public sealed class Proofs
{
    /// <summary>The name of the variable that a session has its proofs in.</summary>
    public const string Variable = "RehearsalProofs";

    private readonly List<string> _held = [];
    private readonly List<string> _failed = [];

    /// <summary>What held.</summary>
    public IReadOnlyList<string> Held => _held;

    /// <summary>What did not hold.</summary>
    public IReadOnlyList<string> Failed => _failed;

    internal void Add(string what, bool holds) => (holds ? _held : _failed).Add(what);
}
