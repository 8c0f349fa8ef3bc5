namespace MhsmBackup.Service;

/// <summary>How a client speaks to its HSM.</summary>
public sealed class ManagedHsmClientOptions
{
    /// <summary>The api-version of every request; 7.6 by default.</summary>
    public ManagedHsmApiVersion ApiVersion { get; init; } = ManagedHsmApiVersion.Default;

    /// <summary>How long one request may go unanswered; 100 seconds by default (answers were seen to take up to 6).</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The cloud whose tokens a host on this machine gets, which names none of its own; that of the environment by default.</summary>
    public ManagedHsmCloud Cloud { get; init; } = ManagedHsmCloud.OfEnvironment();

    /// <summary>
    /// Once it is canceled no start is sent any more: not one that still waits for its token, nor one that would be tried again.
    /// A start that was sent before is still listened to.
    /// </summary>
    public CancellationToken StopStarting { get; init; }

    /// <summary>The delay before the first retry, doubled for each further one; 0.8 seconds by default.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>The longest delay between retries unless the service asks for more; 30 seconds by default.</summary>
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);
}
