using System.Runtime.InteropServices;

namespace MhsmBackup.Rehearsal;

/// <summary>
/// Ctrl+C and the request of the system to end become a cancellation, so that the servers are stopped on every way out,
/// however long that takes. The second one ends the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public StopSignals() =>
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Stop))];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What Ctrl+C does instead of ending everything; a prompt stops the running command with it.</summary>
    public Action? OnInterrupt { get; set; }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Stop(PosixSignalContext context)
    {
        if (context.Signal == PosixSignal.SIGINT && OnInterrupt is Action instead)
        {
            context.Cancel = true;
            instead();
        }
        else if (!_source.IsCancellationRequested)
        {
            context.Cancel = true;
            _source.Cancel();
        }
    }
}
