using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
#if !NETFRAMEWORK
using MhsmBackup.Secrets;
#endif

namespace MhsmBackup.Identity.Ways;

/// <summary>Reads a PEM file that has a certificate and its private key, in any order and with a chain beside them.</summary>
internal static class PemCertificate
{
    private const string Mark = "-----BEGIN ";

    public static bool IsPem(byte[] content) => Encoding.ASCII.GetString(content).Contains(Mark);

    /// <exception cref="FormatException">It has no certificate or no key, none of them fit, or the key wants a password.</exception>
    /// <exception cref="CryptographicException">A part of it is malformed, or the password is wrong.</exception>
    /// <exception cref="NotSupportedException">This .NET reads no PEM.</exception>
    public static X509Certificate2 Read(byte[] content, SecureString? password)
    {
        string pem = Encoding.UTF8.GetString(content);
        if (!pem.Contains(Mark + "CERTIFICATE-----")) throw new FormatException("it holds no certificate");
        if (!pem.Contains("PRIVATE KEY-----")) throw new FormatException("it holds no private key");
#if NETFRAMEWORK
        // .NET Framework reads no PEM keys, and a parser of our own for private keys is not worth its risk.
        throw new NotSupportedException($"Windows PowerShell 5.1 reads no PEM keys{(password is null ? string.Empty : ", encrypted or not")}: openssl pkcs12 -export makes a .pfx of it");
#else
        using RSA key = ReadKey(pem, password);
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem);
        byte[] own = key.ExportSubjectPublicKeyInfo();
        X509Certificate2 certificate = certificates.FirstOrDefault(one => one.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(own))
            ?? throw new FormatException("none of its certificates has the private key that is in it");
        return certificate.CopyWithPrivateKey(key);
#endif
    }

#if !NETFRAMEWORK
    private static RSA ReadKey(string pem, SecureString? password)
    {
        if (pem.Contains("Proc-Type: 4,ENCRYPTED")) throw new FormatException("its key is encrypted in a form of old; openssl pkcs8 -topk8 makes a newer one");
        RSA key = RSA.Create();
        try
        {
            if (!pem.Contains(Mark + "ENCRYPTED PRIVATE KEY-----")) key.ImportFromPem(pem);
            else if (password is null) throw new FormatException("its key is encrypted, and no password was given");
            else key.ImportFromEncryptedPem(pem, SecureText.Reveal(password));
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
#endif
}
