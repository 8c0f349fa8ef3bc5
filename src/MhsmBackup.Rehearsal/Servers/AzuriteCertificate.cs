using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>What Azurite serves https with: the emulator's authority issues it, and Azurite reads it from files that go with the server.</summary>
internal sealed class AzuriteCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhsm-azurite-");
    private readonly X509Certificate2 _authority;

    public AzuriteCertificate(ManagedHsmEmulator emulator)
    {
        _authority = X509Certificate2.CreateFromPem(emulator.CaCertificatePem);
        using X509Certificate2 certificate = emulator.IssueCertificate();
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    /// <summary>Whether a server of this machine is one that the emulator's authority vouches for.</summary>
    public bool Accepts(Uri server, X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (certificate is null || errors != SslPolicyErrors.RemoteCertificateChainErrors || !server.IsLoopback) return false;
        using X509Chain chain = new()
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { _authority } },
        };
        return chain.Build(certificate);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }
}
