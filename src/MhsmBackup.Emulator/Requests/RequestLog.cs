namespace MhsmBackup.Emulator.Requests;

/// <summary>The requests so far. A request is in it before its caller has the answer. Thread-safe.</summary>
public sealed class RequestLog
{
    private readonly Lock gate = new();
    private readonly List<RecordedRequest> requests = [];
    private readonly List<(Func<RecordedRequest, bool> Predicate, TaskCompletionSource<RecordedRequest> Found)> waiters = [];
    private int count;

    /// <summary>Tells each request as it is recorded.</summary>
    public event Action<RecordedRequest>? Recorded;

    /// <summary>All, in the order of their answers.</summary>
    public IReadOnlyList<RecordedRequest> All
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>The requests that match.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <returns>Them, in order.</returns>
    public IReadOnlyList<RecordedRequest> Of(string method, string path) => [.. All.Where(request =>
        string.Equals(request.Method, method, StringComparison.OrdinalIgnoreCase) && string.Equals(request.Path, path, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Waits for a request, or finds it among those so far.</summary>
    /// <param name="predicate">Which.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The first that matches.</returns>
    public Task<RecordedRequest> WaitForAsync(Func<RecordedRequest, bool> predicate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        lock (gate)
        {
            if (requests.Find(request => predicate(request)) is { } already)
            {
                return Task.FromResult(already);
            }

            TaskCompletionSource<RecordedRequest> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiters.Add((predicate, found));
            return found.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Forgets all so far.</summary>
    public void Clear()
    {
        lock (gate)
        {
            requests.Clear();
        }
    }

    internal void Add(RecordedRequest request)
    {
        lock (gate)
        {
            request = request with { Number = ++count };
            requests.Add(request);
            waiters.RemoveAll(waiter => waiter.Predicate(request) && waiter.Found.TrySetResult(request));
        }

        Recorded?.Invoke(request);
    }
}
