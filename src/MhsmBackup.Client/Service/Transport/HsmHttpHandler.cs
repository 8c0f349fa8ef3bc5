using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace MhsmBackup.Service.Transport;

/// <summary>
/// Connects to names under <c>localhost</c> on every system: not every resolver knows them (RFC 6761 asks for it), so the
/// connection goes to 127.0.0.1 while the Host header, and with it the TLS name, stays. Other hosts pass unchanged.
/// </summary>
internal sealed class HsmHttpHandler : DelegatingHandler
{
    private HsmHttpHandler(HttpMessageHandler inner) : base(inner)
    {
    }

    /// <summary>Creates a handler.</summary>
    /// <param name="isLocal">
    /// Whether it asks this machine or its host alone: no proxy can reach those, and what does not answer in seconds is not there.
    /// </param>
    public static HsmHttpHandler Create(bool isLocal = false)
    {
        X509Certificate2Collection? authorities = LoopbackTrust.LoadAuthorities();
#if NETFRAMEWORK
        var inner = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !isLocal };
        if (authorities is not null)
        {
            inner.ServerCertificateCustomValidationCallback = (request, certificate, _, errors) =>
                LoopbackTrust.Accepts(authorities, request.RequestUri.Host, certificate, errors);
        }
#else
        var inner = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !isLocal,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // a wait of hours follows a change of the HSM's address
            ConnectTimeout = TimeSpan.FromSeconds(isLocal ? 3 : 30),
        };
        if (authorities is not null)
        {
            inner.SslOptions.RemoteCertificateValidationCallback = (sender, certificate, _, errors) =>
                LoopbackTrust.Accepts(authorities, HostOf(sender), certificate as X509Certificate2, errors);
        }
#endif
        return new HsmHttpHandler(inner);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri uri = request.RequestUri!;
        if (LoopbackHost.IsNamed(uri.DnsSafeHost))
        {
            request.Headers.Host = uri.Authority;
            request.RequestUri = new UriBuilder(uri) { Host = IPAddress.Loopback.ToString() }.Uri;
        }

        return base.SendAsync(request, cancellationToken);
    }

#if !NETFRAMEWORK
    private static string HostOf(object sender) =>
        (sender as System.Net.Security.SslStream)?.TargetHostName ?? string.Empty;
#endif
}
