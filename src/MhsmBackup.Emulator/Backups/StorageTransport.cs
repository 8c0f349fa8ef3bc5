using System.Net.Security;
using Azure.Core.Pipeline;
using MhsmBackup.Emulator.Hosting;

namespace MhsmBackup.Emulator.Backups;

/// <summary>The way to storage: as the system judges it, and on this machine also what the emulator's own authority vouches for.</summary>
internal sealed class StorageTransport : IDisposable
{
    private readonly HttpClientHandler handler;

    internal StorageTransport(CertificateAuthority authority)
    {
        handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            ServerCertificateCustomValidationCallback = (request, certificate, _, errors) =>
                errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && request.RequestUri!.IsLoopback && authority.Vouches(certificate!)),
        };
        Pipeline = new HttpClientTransport(handler);
    }

    /// <summary>The transport for the storage clients.</summary>
    internal HttpClientTransport Pipeline { get; }

    public void Dispose()
    {
        Pipeline.Dispose();
        handler.Dispose();
    }
}
