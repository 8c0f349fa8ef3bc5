using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using MhsmBackup.Errors;
using MhsmBackup.Service;
using MhsmBackup.Service.Transport;

namespace MhsmBackup.Storage.Connection;

/// <summary>Opens containers. They share connections, also with the next command; nothing is sent by the opening.</summary>
public sealed class StorageConnections
{
    // Old enough for every cloud, and has all that is asked for: https://learn.microsoft.com/rest/api/storageservices/previous-azure-storage-service-versions
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2021_12_02;

    private readonly Func<ContainerAddress, HttpPipelineTransport> _transportTo;

    /// <summary>Prepares connections.</summary>
    public StorageConnections()
    {
        var local = new Lazy<HttpPipelineTransport>(() => HsmPipeline.TransportTo(isLoopback: true));
        _transportTo = address => LoopbackHost.Is(address.Uri) ? local.Value : HsmPipeline.TransportTo(isLoopback: false);
    }

    internal StorageConnections(HttpPipelineTransport transport) => _transportTo = _ => transport;

    /// <summary>How long one request may go unanswered; 100 seconds by default.</summary>
    public TimeSpan NetworkTimeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>The delay before the first retry, doubled for each further one; 0.8 seconds by default.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.8);

    /// <summary>A container.</summary>
    /// <param name="address">The container.</param>
    /// <param name="signIn">The right to it.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.StorageSignInMissing"/>: an identity's token is not sent over plain http; or
    /// <see cref="MhsmErrorId.InvalidLoopbackCertificate"/>.
    /// </exception>
    public StorageContainer Open(ContainerAddress address, StorageSignIn signIn)
    {
        if (signIn.Identity is not null && address.IsPlainHttp)
        {
            throw new MhsmInputException(
                MhsmErrorId.StorageSignInMissing,
                $"{address.Uri} is plain http, and the token of an identity goes over https alone. Give -SasToken or -StorageAccountKey, or an https address.");
        }

        return new StorageContainer(address, signIn, signIn.Open(address.Uri, CreateOptions(address)));
    }

    private BlobClientOptions CreateOptions(ContainerAddress address)
    {
        var options = new BlobClientOptions(Version) { Transport = _transportTo(address) };
        options.Retry.Mode = RetryMode.Exponential;
        options.Retry.MaxRetries = 3;
        options.Retry.Delay = RetryDelay;
        options.Retry.NetworkTimeout = NetworkTimeout;
        // Nothing of a request is written to event listeners: its address may hold a SAS.
        options.Diagnostics.IsLoggingEnabled = false;
        options.Diagnostics.IsDistributedTracingEnabled = false;
        options.Diagnostics.ApplicationId = "MhsmBackup";
        return options;
    }
}
