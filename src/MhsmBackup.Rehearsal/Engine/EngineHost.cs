using System.Globalization;
using System.Management.Automation.Host;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>A host for the real PowerShell engine: a console, or what a runbook has.</summary>
public sealed class EngineHost : PSHost
{
    private readonly EngineUserInterface _ui;
    private readonly HostOptions _options;

    /// <summary>Creates a host.</summary>
    /// <param name="options">What kind of host it is.</param>
    public EngineHost(HostOptions options)
    {
        _options = options;
        _ui = new EngineUserInterface(options, Record);
    }

    /// <summary>What was shown.</summary>
    public HostRecord Record { get; } = new();

    /// <summary>The exit code that a script asked for with <c>exit</c>, or null.</summary>
    public int? ExitCode { get; private set; }

    /// <inheritdoc/>
    public override string Name => _options.Name;

    /// <inheritdoc/>
    public override Version Version { get; } = new(1, 0);

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override PSHostUserInterface UI => _ui;

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture => CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.GetCultureInfo("en-US");

    /// <summary>Takes away the progress of a pipeline that has ended.</summary>
    internal void EndProgress() => _ui.EndProgress();

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no nested prompt.");

    /// <inheritdoc/>
    public override void NotifyBeginApplication()
    {
    }

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
