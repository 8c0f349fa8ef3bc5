using System.Net.Security;
using Azure.Core.Pipeline;
using MhsmBackup.Emulator;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Leads the clients of Azure's libraries to servers of this machine that the emulator's authority vouches for.</summary>
internal static class LoopbackTransport
{
    public static HttpClientTransport Trusting(ManagedHsmEmulator emulator) => new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (request, certificate, _, errors) => errors == SslPolicyErrors.None
            || (errors == SslPolicyErrors.RemoteCertificateChainErrors && request.RequestUri!.IsLoopback && emulator.Vouches(certificate!)),
    });
}
