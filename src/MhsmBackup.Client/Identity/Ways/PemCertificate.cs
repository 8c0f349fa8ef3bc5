using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MhsmBackup.Identity.Ways;

/// <summary>Reads a PEM file that has a certificate and its private key.</summary>
internal static class PemCertificate
{
    private const string Mark = "-----BEGIN ";

    public static bool IsPem(byte[] content) => Encoding.ASCII.GetString(content).Contains(Mark);

    /// <exception cref="FormatException">It has no certificate or no key, or the key is encrypted.</exception>
    /// <exception cref="CryptographicException">A part of it is malformed.</exception>
    /// <exception cref="NotSupportedException">This .NET reads no PEM.</exception>
    public static X509Certificate2 Read(byte[] content)
    {
        string pem = Encoding.UTF8.GetString(content);
        if (pem.Contains(Mark + "ENCRYPTED PRIVATE KEY-----")) throw new FormatException("its key is encrypted");
        if (!pem.Contains(Mark + "CERTIFICATE-----")) throw new FormatException("it holds no certificate");
        if (!pem.Contains("PRIVATE KEY-----")) throw new FormatException("it holds no private key");
#if NETFRAMEWORK
        // .NET Framework reads no PEM keys, and a parser of our own for private keys is not worth its risk.
        throw new NotSupportedException("Windows PowerShell 5.1 reads no PEM keys: openssl pkcs12 -export makes a .pfx of it");
#else
        // The first certificate whose key is here; what else the file holds may be its chain.
        return X509Certificate2.CreateFromPem(pem, pem);
#endif
    }
}
