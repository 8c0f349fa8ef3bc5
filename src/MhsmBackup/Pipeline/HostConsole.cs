using System.Management.Automation;
using System.Management.Automation.Host;

namespace MhsmBackup.Pipeline;

/// <summary>Whether somebody can watch a progress bar: not in a runbook, not where the output is redirected.</summary>
internal static class HostConsole
{
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
