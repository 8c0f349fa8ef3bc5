namespace MhsmBackup.Rehearsal.Engine;

/// <summary>What kind of host a session has.</summary>
public sealed class HostOptions
{
    /// <summary>The host's name: cmdlets know hosts that a person sits at by it.</summary>
    public string Name { get; init; } = "MhsmBackup.Rehearsal";

    /// <summary>Where text goes; null keeps it in the record alone.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>Where answers come from when the queue is empty; null: nobody is there to answer.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Answers to the prompts to come, first one first.</summary>
    public Queue<string> Answers { get; init; } = new();

    /// <summary>Whether there is a console: without one the raw interface throws, as in an Azure Automation runbook.</summary>
    public bool HasConsole { get; init; } = true;

    /// <summary>Whether the output is a terminal that understands colours and moves of the cursor.</summary>
    public bool IsTerminal { get; init; }
}
