using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>The authority whose certificate a client trusts, and which vouches for the emulator's hosts.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    private static readonly string[] Domains = ["localhost", "managedhsm.localhost", "managedhsm.azure.net", "managedhsm.usgovcloudapi.net", "managedhsm.azure.cn"];

    private readonly X509Certificate2 certificate;

    private CertificateAuthority(X509Certificate2 certificate) => this.certificate = certificate;

    internal string CertificatePem => certificate.ExportCertificatePem();

    internal static CertificateAuthority Create()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=MhsmBackup emulator {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return new CertificateAuthority(request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10)));
    }

    internal static CertificateAuthority Load(string pem) => new(X509Certificate2.CreateFromPem(pem, pem));

    /// <summary>Certificate and key, to be loaded again.</summary>
    internal string Export()
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return CertificatePem + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>The certificate of all the emulator's hosts.</summary>
    internal X509Certificate2 CreateLeaf(IEnumerable<string> hosts)
    {
        using X509Certificate2 issued = Issue(hosts);

        // Windows serves TLS only with a key that has been through a key store.
        return X509CertificateLoader.LoadPkcs12(issued.Export(X509ContentType.Pkcs12), password: null);
    }

    /// <summary>A server's certificate for this machine and for more names, with a key that can be exported.</summary>
    internal X509Certificate2 Issue(IEnumerable<string> hosts)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        foreach (string host in hosts.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            names.AddDnsName(host);
        }

        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 signed = request.Create(certificate, now.AddHours(-1), now.AddDays(90), RandomNumberGenerator.GetBytes(16));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Whether it has issued a certificate, which is in its time.</summary>
    internal bool Vouches(X509Certificate2 issued)
    {
        using X509Chain chain = new()
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { certificate } },
        };
        return chain.Build(issued);
    }

    internal static IEnumerable<string> HostsOf(string hsm, string domain) => Domains.Append(domain).Select(suffix => $"{hsm}.{suffix}");

    public void Dispose() => certificate.Dispose();
}
