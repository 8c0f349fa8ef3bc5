using MhsmBackup.Jobs;

namespace MhsmBackup.Restores.Drills;

/// <summary>Is told how a drill goes. Called from any thread.</summary>
internal sealed class DrillEvents
{
    /// <summary>What the user should know.</summary>
    public Action<string> Warn { get; init; } = static _ => { };

    /// <summary>What was done, for who wants to know.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>A start is about to be sent; its answer is not known yet.</summary>
    public Action Starting { get; init; } = static () => { };

    /// <summary>The start was answered; whether or not by a job.</summary>
    public Action Answered { get; init; } = static () => { };

    /// <summary>The state of the restore, from its first on.</summary>
    public Action<MhsmJob> Seen { get; init; } = static _ => { };

    /// <summary>The restore is no longer waited for.</summary>
    public Action<MhsmJob> Left { get; init; } = static _ => { };
}
