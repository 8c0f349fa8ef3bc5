namespace MhsmBackup.Emulator.Faults;

/// <summary>One request under the faults of the connection: it may be dropped, delayed, or carried out and its answer lost.</summary>
internal static class FaultyExchange
{
    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="faults">The faults that strike it.</param>
    /// <param name="answer">Finds the answer, and its status.</param>
    /// <param name="record">Keeps the request with the status that the caller has seen; 0 for none.</param>
    /// <param name="write">Writes the answer.</param>
    /// <param name="mayBeLost">Whether an answer of this status may be lost; null for any.</param>
    internal static async Task RunAsync<T>(
        HttpContext context, StruckFaults faults, Func<Task<(T Answer, int Status)>> answer, Action<int> record, Func<T, Task> write, Func<int, bool>? mayBeLost = null)
    {
        if (faults.Take(FaultKind.Drop) is not null)
        {
            record(0);
            context.Abort();
            return;
        }

        if (faults.Take(FaultKind.Delay) is { } delay)
        {
            await Task.Delay(delay.Time, context.RequestAborted);
        }

        (T found, int status) = await answer();
        bool dropped = mayBeLost?.Invoke(status) != false && faults.Take(FaultKind.DropAnswer) is not null;
        record(dropped ? 0 : status);
        if (dropped)
        {
            context.Abort();
            return;
        }

        await write(found);
    }
}
