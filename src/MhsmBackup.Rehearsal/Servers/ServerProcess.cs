using System.ComponentModel;
using System.Diagnostics;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Starts a program, and says what is missing when it cannot.</summary>
internal static class ServerProcess
{
    internal static Process Start(ProcessStartInfo start, string purpose)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"'{start.FileName}' has not started.");
        }
        catch (Win32Exception failure)
        {
            throw new InvalidOperationException($"'{start.FileName}' cannot be started: {failure.Message}. It is needed: {purpose}.", failure);
        }
    }
}
