using System.Management.Automation;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>What a script gave, stream by stream.</summary>
public sealed class SessionResult
{
    /// <summary>The output.</summary>
    public IReadOnlyList<PSObject> Output { get; init; } = [];

    /// <summary>The errors, non-terminating ones and the terminating one, in order.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; init; } = [];

    /// <summary>The warnings.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The verbose messages.</summary>
    public IReadOnlyList<string> Verbose { get; init; } = [];

    /// <summary>The debug messages.</summary>
    public IReadOnlyList<string> Debug { get; init; } = [];

    /// <summary>The information messages.</summary>
    public IReadOnlyList<string> Information { get; init; } = [];

    /// <summary>The progress records.</summary>
    public IReadOnlyList<ProgressRecord> Progress { get; init; } = [];

    /// <summary>Whether the pipeline was stopped.</summary>
    public bool WasStopped { get; init; }
}
