using System.Buffers;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>A request's body, which nobody reads before the caller is known, and of which it is known whether it came.</summary>
internal sealed class RequestBody(HttpRequest request)
{
    private const int Limit = 1 << 20;
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(250);

    private readonly ArrayBufferWriter<byte> received = new();

    internal int Length => received.WrittenCount;

    /// <summary>Reads it to the end.</summary>
    internal async Task<byte[]> ReadAsync()
    {
        await CopyAsync(request.HttpContext.RequestAborted);
        return received.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Takes what a refused caller has sent anyway, so that the log can tell; one that waits for 100 Continue has not sent it, and is not asked to.
    /// </summary>
    internal async Task DrainAsync()
    {
        if (request.Headers.Expect.Count > 0 || request.ContentLength is 0 || (request.ContentLength is null && request.Headers.TransferEncoding.Count == 0))
        {
            return;
        }

        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted);
        time.CancelAfter(DrainTime);
        try
        {
            await CopyAsync(time.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException or ServiceException)
        {
            // It did not come, or too much of it did: what counts is what has.
        }
    }

    private async Task CopyAsync(CancellationToken cancellation)
    {
        byte[] buffer = new byte[8192];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
        {
            if (received.WrittenCount + read > Limit)
            {
                throw new ServiceException(StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", "The request body is too large.");
            }

            received.Write(buffer.AsSpan(0, read));
        }
    }
}
