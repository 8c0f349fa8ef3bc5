using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using MhsmBackup.Emulator;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Leads the clients of Azure's libraries to servers of this machine that the emulator's authority vouches for.</summary>
internal static class LoopbackTransport
{
    public static HttpClientTransport Trusting(ManagedHsmEmulator emulator)
    {
        X509Certificate2 authority = X509Certificate2.CreateFromPem(emulator.CaCertificatePem);
        return new HttpClientTransport(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (request, certificate, _, errors) => errors == SslPolicyErrors.None
                || (errors == SslPolicyErrors.RemoteCertificateChainErrors && request.RequestUri!.IsLoopback && Vouches(authority, certificate!)),
        });
    }

    private static bool Vouches(X509Certificate2 authority, X509Certificate2 certificate)
    {
        using X509Chain chain = new()
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } },
        };
        return chain.Build(certificate);
    }
}
