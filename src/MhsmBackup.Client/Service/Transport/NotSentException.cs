namespace MhsmBackup.Service.Transport;

/// <summary>A start was called off before it was sent.</summary>
internal sealed class NotSentException(CancellationToken stopped) : OperationCanceledException(stopped);
