using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Rehearsal;

/// <summary>A script in a fresh engine that has the module and nothing else, as in somebody's own PowerShell.</summary>
internal static class BareRun
{
    /// <summary>Runs the script.</summary>
    /// <returns>The exit code: 0 only if no command wrote an error.</returns>
    public static async Task<int> RunAsync(RehearsalOptions options, CancellationToken cancellationToken)
    {
        string script = await File.ReadAllTextAsync(options.Script, cancellationToken);
        using PowerShellSession session = PowerShellSession.Open(options.ToHostOptions(), ModulePath.Find());
        using CancellationTokenRegistration stop = cancellationToken.Register(session.Stop);
        return session.Show(script) ? 0 : 1;
    }
}
