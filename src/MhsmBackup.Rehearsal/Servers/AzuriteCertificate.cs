using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>What Azurite serves https with: the emulator's authority issues it, and Azurite reads it from files that go with the server.</summary>
internal sealed class AzuriteCertificate : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhsm-azurite-");

    public AzuriteCertificate(ManagedHsmEmulator emulator)
    {
        using X509Certificate2 certificate = emulator.IssueCertificate();
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(AuthorityFile, emulator.CaCertificatePem);
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public string AuthorityFile => Path.Combine(_folder.FullName, "authority.pem");

    public string CertificateFile => Path.Combine(_folder.FullName, "certificate.pem");

    public string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    public void Dispose() => _folder.Delete(recursive: true);
}
