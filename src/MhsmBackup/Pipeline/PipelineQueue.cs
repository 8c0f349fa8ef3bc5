using System.Collections.Concurrent;
using System.Management.Automation;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Carries what other threads want to write to the pipeline's own thread: only there may a cmdlet write. What the whole
/// session wants done on that thread is done with it, so that no cmdlet of a pipeline waits for another one's turn.
/// </summary>
internal sealed class PipelineQueue : IDisposable
{
    private readonly BlockingCollection<Action<Cmdlet>> _queue = [];
    private readonly BlockingCollection<Action<Cmdlet>>[] _all;

    /// <summary>Creates a queue of one cmdlet.</summary>
    /// <param name="ofSession">What the session wants done.</param>
    public PipelineQueue(BlockingCollection<Action<Cmdlet>> ofSession) => _all = [_queue, ofSession];

    /// <summary>Asks for something to be done on the pipeline's thread. After the pipeline's end it is dropped.</summary>
    public void Post(Action<Cmdlet> action)
    {
        try
        {
            _queue.TryAdd(action);
        }
        catch (Exception e) when (e is ObjectDisposedException or InvalidOperationException)
        {
            // The pipeline was stopped: nobody reads any more.
        }
    }

    /// <summary>Does what was asked for so far, and returns.</summary>
    public void Drain(Cmdlet cmdlet)
    {
        while (BlockingCollection<Action<Cmdlet>>.TryTakeFromAny(_all, out Action<Cmdlet>? action) >= 0) action!(cmdlet);
    }

    /// <summary>Does what is asked for until the task has ended and the queue is empty.</summary>
    /// <exception cref="OperationCanceledException">The pipeline was stopped.</exception>
    public void DrainUntil(Task task, Cmdlet cmdlet, CancellationToken stopping)
    {
        // The end of the task wakes the reader as one more action.
        _ = task.ContinueWith(_ => Post(static _ => { }), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (!task.IsCompleted)
        {
            BlockingCollection<Action<Cmdlet>>.TakeFromAny(_all, out Action<Cmdlet>? action, stopping);
            action!(cmdlet);
        }

        Drain(cmdlet);
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Dispose();
}
