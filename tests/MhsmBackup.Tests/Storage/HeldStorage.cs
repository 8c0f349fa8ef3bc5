using System.Net;

namespace MhsmBackup.Tests.Storage;

/// <summary>Stands before a storage account and lets so many blobs be written; the next one waits until it is let go.</summary>
internal sealed class HeldStorage(Uri storage, int writes) : StorageFront(storage)
{
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes = writes;

    /// <summary>Ends when a write waits.</summary>
    public Task Held => _held.Task;

    public void Release()
    {
        Volatile.Write(ref _writes, int.MaxValue);
        _released.TrySetResult();
    }

    public override void Dispose()
    {
        Release();
        base.Dispose();
    }

    protected override async Task PassAsync(HttpListenerContext context)
    {
        if (context.Request.HttpMethod == "PUT" && Interlocked.Decrement(ref _writes) < 0)
        {
            _held.TrySetResult();
            await _released.Task;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), new Uri(Storage, context.Request.RawUrl));
        if (context.Request.HttpMethod == "PUT") request.Content = new ByteArrayContent([]);
        foreach (string name in context.Request.Headers.AllKeys.OfType<string>().Where(name => name.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase) || name.StartsWith("If-", StringComparison.OrdinalIgnoreCase)))
            request.Headers.TryAddWithoutValidation(name, context.Request.Headers[name]);
        using HttpResponseMessage answer = await Client.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Where(header => header.Key.StartsWith("x-ms-", StringComparison.OrdinalIgnoreCase) || header.Key == "ETag"))
            context.Response.Headers[name] = string.Join(",", values);
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        try
        {
            context.Response.Close(body, willBlock: false);
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Whoever asked has gone.
        }
    }
}
