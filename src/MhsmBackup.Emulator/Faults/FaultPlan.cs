namespace MhsmBackup.Emulator.Faults;

/// <summary>The faults that wait for their requests. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock gate = new();
    private readonly List<(Fault Fault, int Left)> waiting = [];

    /// <summary>The faults that still wait, with the number of requests that they will strike.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (gate)
            {
                return [.. waiting.Select(entry => entry.Fault with { Count = entry.Left })];
            }
        }
    }

    /// <summary>Adds a fault; those of one kind strike in the order in which they were added.</summary>
    /// <param name="fault">The fault.</param>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (gate)
        {
            waiting.Add((fault, fault.Count));
        }
    }

    /// <summary>Adds a fault in the text form of the command line.</summary>
    /// <param name="fault">The text.</param>
    /// <exception cref="FormatException">The text is none.</exception>
    public void Add(string fault) => Add(FaultText.Parse(fault));

    /// <summary>Removes all.</summary>
    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
        }
    }

    /// <summary>Takes the first of a kind that waits for such a request.</summary>
    internal Fault? Take(FaultKind kind, string hsm, string method, string path)
    {
        lock (gate)
        {
            int index = waiting.FindIndex(entry => entry.Fault.Kind == kind && entry.Fault.Matches(hsm, method, path));
            if (index < 0)
            {
                return null;
            }

            (Fault fault, int left) = waiting[index];
            if (left == 1)
            {
                waiting.RemoveAt(index);
            }
            else if (left > 1)
            {
                waiting[index] = (fault, left - 1);
            }

            return fault;
        }
    }
}
