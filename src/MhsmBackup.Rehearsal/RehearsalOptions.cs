using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Rehearsal;

/// <summary>What the command line asks for.</summary>
/// <param name="Script">The script to run.</param>
/// <param name="Interactive">Whether a prompt follows.</param>
/// <param name="Keep">Whether the servers stay until Ctrl+C.</param>
/// <param name="Serve">Whether the servers are for tests in another process.</param>
/// <param name="Colour">Whether colours may be used.</param>
internal sealed record RehearsalOptions(string Script, bool Interactive, bool Keep, bool Serve, bool Colour)
{
    /// <summary>A host on this process's console.</summary>
    public HostOptions ToHostOptions() => new()
    {
        Output = Console.Out,
        Input = Console.IsInputRedirected ? null : Console.In,
        IsTerminal = Colour && !Console.IsOutputRedirected,
    };
}
