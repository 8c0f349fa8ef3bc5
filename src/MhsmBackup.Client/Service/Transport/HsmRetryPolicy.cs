using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Restores;

namespace MhsmBackup.Service.Transport;

/// <summary>
/// Reads are retried as Azure.Core does. A start is sent again only when it surely never reached the service, or when the
/// service itself asks for it (429 or 503 with Retry-After). A refusal for a full restore, which takes minutes or hours, is an answer.
/// </summary>
internal sealed class HsmRetryPolicy : RetryPolicy
{
    private readonly int _maxRetries;

    public HsmRetryPolicy(int maxRetries, DelayStrategy delay) : base(maxRetries, delay) => _maxRetries = maxRetries;

    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        !IsOfRestore(message) && (StartOnce.IsMarked(message) ? MayStartAgain(message, exception) : base.ShouldRetry(message, exception));

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception)
    {
        if (IsOfRestore(message)) return new ValueTask<bool>(false);
        return StartOnce.IsMarked(message) ? new ValueTask<bool>(MayStartAgain(message, exception)) : base.ShouldRetryAsync(message, exception);
    }

    private static bool IsOfRestore(HttpMessage message) => message.HasResponse && RestoreMode.IsSaidBy(message.Response);

    private bool MayStartAgain(HttpMessage message, Exception? exception)
    {
        if (message.ProcessingContext.RetryNumber >= _maxRetries) return false;
        if (exception is not null) return SendFailure.NeverSent(exception) && SendFailure.IsWorthRetrying(exception);
        return message.HasResponse && message.Response.Status is 429 or 503 && message.Response.Headers.Contains("Retry-After");
    }
}
