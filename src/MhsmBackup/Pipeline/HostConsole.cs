using System.Management.Automation;
using System.Management.Automation.Host;

namespace MhsmBackup.Pipeline;

/// <summary>Whether somebody sits before the host.</summary>
internal static class HostConsole
{
    /// <summary>Whether somebody can be asked: in a console that reads from its keyboard, and was not started to ask nobody.</summary>
    public static bool HasPerson(PSHost? host) =>
        IsWatched(host)
        && host!.Name is "ConsoleHost" or "Visual Studio Code Host" or "Windows PowerShell ISE Host"
        && (host.Name != "ConsoleHost" || !Console.IsInputRedirected)
        && Environment.UserInteractive
        // pwsh takes any beginning of the word that is not another parameter's.
        && !Environment.GetCommandLineArgs().Any(argument => argument.StartsWith("-noni", StringComparison.OrdinalIgnoreCase) || argument.StartsWith("/noni", StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether somebody can watch a progress bar: not in a runbook, not where the output is redirected.</summary>
    public static bool IsWatched(PSHost? host)
    {
        try
        {
            // Hosts without a console throw here, or have no width.
            if (host?.UI?.RawUI is not PSHostRawUserInterface raw || raw.WindowSize.Width <= 0) return false;
            bool isConsole = host.Name == "ConsoleHost";
            return !isConsole || !Console.IsOutputRedirected;
        }
        catch (Exception e) when (e is NotImplementedException or PSNotImplementedException or HostException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
