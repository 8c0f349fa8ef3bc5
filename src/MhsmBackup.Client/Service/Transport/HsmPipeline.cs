using Azure.Core;
using Azure.Core.Pipeline;

namespace MhsmBackup.Service.Transport;

/// <summary>Builds the HTTP pipeline of one HSM. Every pipeline of one <see cref="HttpClient"/> shares its connections.</summary>
internal static class HsmPipeline
{
    private const int MaxRetries = 3;

    // A file of certificates that cannot be read is not held against later calls.
    private static readonly Lazy<HttpPipelineTransport> SharedTransport = new(() => CreateTransport(), LazyThreadSafetyMode.PublicationOnly);

    public static HttpPipeline Build(ManagedHsmAddress address, TokenCredential credential, HttpPipelineTransport transport, ManagedHsmClientOptions options)
    {
        var clientOptions = new HsmClientOptions { Transport = transport };
        clientOptions.Retry.NetworkTimeout = options.NetworkTimeout;
        clientOptions.RetryPolicy = new HsmRetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(options.RetryDelay, options.MaxRetryDelay));
        // Nothing of a request or an answer is written to event listeners: a body holds the SAS.
        clientOptions.Diagnostics.IsLoggingEnabled = false;
        clientOptions.Diagnostics.IsDistributedTracingEnabled = false;
        clientOptions.Diagnostics.ApplicationId = "MhsmBackup";
        return HttpPipelineBuilder.Build(clientOptions, new HsmAuthenticationPolicy(credential, address, options));
    }

    /// <summary>The transport to a host: all hosts share connections, but for those on this machine.</summary>
    /// <param name="isLoopback">Whether it is on this machine: which certificate it may show can change with every emulator that is started.</param>
    public static HttpPipelineTransport TransportTo(bool isLoopback) => isLoopback ? CreateTransport() : SharedTransport.Value;

    /// <summary>A transport with connections of its own.</summary>
    /// <param name="isLocal">Whether it asks this machine or its host alone.</param>
    /// <param name="wrap">Puts a handler around the connections; null for none.</param>
    public static HttpPipelineTransport CreateTransport(bool isLocal = false, Func<HttpMessageHandler, HttpMessageHandler>? wrap = null) =>
        new HttpClientTransport(new HttpClient(wrap is null ? HsmHttpHandler.Create(isLocal) : wrap(HsmHttpHandler.Create(isLocal))) { Timeout = Timeout.InfiniteTimeSpan });

    private sealed class HsmClientOptions : ClientOptions;
}
