namespace MhsmBackup.Rehearsal;

/// <summary>What the command line asks for.</summary>
/// <param name="Script">The script to run.</param>
/// <param name="Interactive">Whether a prompt follows.</param>
/// <param name="Keep">Whether the servers stay until Ctrl+C.</param>
/// <param name="Colour">Whether colours may be used.</param>
internal sealed record RehearsalOptions(string Script, bool Interactive, bool Keep, bool Colour);
