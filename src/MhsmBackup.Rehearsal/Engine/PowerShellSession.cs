using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>A runspace of the real engine with a host of ours. Several may live in a process side by side.</summary>
public sealed class PowerShellSession : IDisposable
{
    private static readonly CmdletInfo Watch = new("Watch-Error", typeof(WatchErrorCommand));

    private readonly Runspace _runspace;
    private PowerShell? _running;

    private PowerShellSession(EngineHost host, Runspace runspace)
    {
        Host = host;
        _runspace = runspace;
    }

    /// <summary>The host.</summary>
    public EngineHost Host { get; }

    /// <summary>Opens a session.</summary>
    /// <param name="options">What kind of host it has; null: a console that only records.</param>
    /// <param name="module">A module to import, by its manifest's path; null for none.</param>
    /// <param name="commands">Cmdlets of the host's own to add.</param>
    public static PowerShellSession Open(HostOptions? options = null, string? module = null, IEnumerable<SessionStateCommandEntry>? commands = null)
    {
        var host = new EngineHost(options ?? new HostOptions());
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows()) state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        foreach (SessionStateCommandEntry command in commands ?? []) state.Commands.Add(command);
        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.Open();
        var session = new PowerShellSession(host, runspace);
        try
        {
            if (module is not null) session.Import(module);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Sets a variable of the session's global scope.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Runs a script and gathers every stream.</summary>
    /// <param name="script">The script.</param>
    public SessionResult Invoke(string script) => InvokeAsync(script).GetAwaiter().GetResult();

    /// <summary>Runs a script and gathers every stream.</summary>
    /// <param name="script">The script.</param>
    public async Task<SessionResult> InvokeAsync(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false);
        var output = new PSDataCollection<PSObject>();
        _running = shell;
        try
        {
            await shell.InvokeAsync<PSObject, PSObject>(null, output).ConfigureAwait(false);
            return Gather(shell, output, terminating: null);
        }
        catch (PipelineStoppedException)
        {
            return Gather(shell, output, terminating: null, wasStopped: true);
        }
        catch (RuntimeException e)
        {
            return Gather(shell, output, e.ErrorRecord);
        }
        finally
        {
            _running = null;
        }
    }

    /// <summary>Runs a script and shows its output and its errors through the host, as a prompt does.</summary>
    /// <param name="script">The script.</param>
    /// <returns>Whether it ran without an error.</returns>
    public bool Show(string script)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script, useLocalScope: false);
        shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        bool isGood = true;
        Action<ErrorRecord> onError = _ => isGood = false;
        shell.AddCommand(Watch).AddParameter(nameof(WatchErrorCommand.OnError), onError);
        shell.AddCommand("Out-Default");
        _running = shell;
        try
        {
            shell.Invoke();
            return isGood && !shell.HadErrors;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (RuntimeException e)
        {
            Host.UI.WriteErrorLine(e.Message);
            return false;
        }
        finally
        {
            Host.EndProgress();
            _running = null;
        }
    }

    /// <summary>Stops what runs, as Ctrl+C does, and returns when it has stopped.</summary>
    public void Stop()
    {
        // PowerShell.Stop waits on a result that is already gone when the pipeline ends at the same moment.
        _running?.BeginStop(callback: null, state: null)?.AsyncWaitHandle.WaitOne();
    }

    /// <inheritdoc/>
    public void Dispose() => _runspace.Dispose();

    private void Import(string module)
    {
        using PowerShell shell = PowerShell.Create(_runspace);
        shell.AddCommand("Import-Module").AddParameter("Name", module).AddParameter("ErrorAction", ActionPreference.Stop);
        shell.Invoke();
    }

    private static SessionResult Gather(PowerShell shell, PSDataCollection<PSObject> output, ErrorRecord? terminating, bool wasStopped = false) => new()
    {
        Output = [.. output],
        Errors = terminating is null ? [.. shell.Streams.Error] : [.. shell.Streams.Error, terminating],
        Warnings = [.. shell.Streams.Warning.Select(record => record.Message)],
        Verbose = [.. shell.Streams.Verbose.Select(record => record.Message)],
        Debug = [.. shell.Streams.Debug.Select(record => record.Message)],
        Information = [.. shell.Streams.Information.Select(record => record.ToString())],
        Progress = [.. shell.Streams.Progress],
        WasStopped = wasStopped,
    };
}
