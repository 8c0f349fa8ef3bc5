using System.Collections.Concurrent;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Holds errors until the work under way has ended. An error ends the pipeline where the user wants that (-ErrorAction Stop), and
/// the end of the pipeline would cancel the rest of the work in its middle.
/// </summary>
internal sealed class HeldErrors
{
    private readonly ConcurrentQueue<ErrorRecord> _errors = new();

    /// <summary>Whether nothing is held.</summary>
    public bool IsEmpty => _errors.IsEmpty;

    /// <summary>Holds an error. From any thread.</summary>
    public void Add(ErrorRecord error) => _errors.Enqueue(error);

    /// <summary>Writes what is held.</summary>
    /// <param name="cmdlet">The cmdlet, on its own thread.</param>
    /// <param name="isFirstTheLast">Whether the first error ends the pipeline: the others are warnings then, before it.</param>
    public void WriteTo(Cmdlet cmdlet, bool isFirstTheLast)
    {
        List<ErrorRecord> all = [.. Take()];
        if (isFirstTheLast)
        {
            foreach (ErrorRecord error in all.Skip(1)) cmdlet.WriteWarning($"{error.FullyQualifiedErrorId}: {error.Exception.Message}");
        }

        foreach (ErrorRecord error in all) cmdlet.WriteError(error);
    }

    /// <summary>Tells what is held after a stop, when no error can be written any more.</summary>
    public void TellTo(Action<string> tell)
    {
        foreach (ErrorRecord error in Take()) tell(error.Exception.Message);
    }

    private IEnumerable<ErrorRecord> Take()
    {
        while (_errors.TryDequeue(out ErrorRecord? error)) yield return error;
    }
}
