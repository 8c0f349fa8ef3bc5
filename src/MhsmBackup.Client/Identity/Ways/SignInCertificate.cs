using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Ways;

/// <summary>A certificate with its private key, to sign in with: an RSA key, in its time of validity.</summary>
public sealed class SignInCertificate
{
    private SignInCertificate(X509Certificate2 certificate, DateTime utcNow)
    {
        if (!certificate.HasPrivateKey) throw Invalid(certificate, "it has no private key here");
        if (!HasRsaKey(certificate)) throw Invalid(certificate, "its key is not an RSA key, and Microsoft Entra ID takes no other");

        if (utcNow > certificate.NotAfter.ToUniversalTime()) throw Invalid(certificate, $"it expired at {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm:ss'Z'}");
        if (utcNow < certificate.NotBefore.ToUniversalTime()) throw Invalid(certificate, $"it is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm:ss'Z'} on");
        Certificate = certificate;
    }

    internal X509Certificate2 Certificate { get; }

    /// <summary>Reads a file: PKCS#12 (.pfx, .p12) with an optional password, or PEM with the certificate and its key.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="password">The password of a PKCS#12 file, or of an encrypted key; null for none.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidCertificate"/>.</exception>
    public static SignInCertificate FromFile(string path, SecureString? password = null)
    {
        try
        {
            byte[] content = File.ReadAllBytes(path);
            X509Certificate2 certificate = PemCertificate.IsPem(content)
                ? PemCertificate.Read(content, password)
                : FromPkcs12(content, password);
            return new SignInCertificate(certificate, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or FormatException or ArgumentException or NotSupportedException)
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidCertificate,
                $"'{path}' cannot be read as a certificate with its private key: {e.Message.TrimEnd('.')}. Give a .pfx or .p12 file (with -CertificatePassword where it has one), or a .pem file with the certificate and its key.");
        }
    }

    /// <summary>Finds a certificate in the stores My of the current user, then of the machine.</summary>
    /// <param name="thumbprint">The SHA-1 thumbprint, 40 hexadecimal digits; spaces and colons are passed over.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidCertificate"/>.</exception>
    public static SignInCertificate FromStore(string thumbprint)
    {
        // A thumbprint that was copied out of a dialog brings invisible characters along.
        string digits = new(thumbprint.Where(Uri.IsHexDigit).ToArray());
        if (digits.Length != 40)
            throw new MhsmInputException(MhsmErrorId.InvalidCertificate, $"'{thumbprint}' is not a thumbprint. Give the 40 hexadecimal digits: Get-ChildItem Cert:\\CurrentUser\\My.");
        X509Certificate2? found = null;
        foreach (StoreLocation location in new[] { StoreLocation.CurrentUser, StoreLocation.LocalMachine })
        {
            found = Find(location, digits);
            if (found is { HasPrivateKey: true }) break;
        }

        return found is not null
            ? new SignInCertificate(found, DateTime.UtcNow)
            : throw new MhsmInputException(
                MhsmErrorId.InvalidCertificate,
                $"No certificate with the thumbprint {digits.ToUpperInvariant()} is in the store My of the current user or of this machine. Import it with its private key, or give its file with -CertificatePath.");
    }

    /// <summary>The thumbprint.</summary>
    public override string ToString() => Certificate.Thumbprint;

    private static bool HasRsaKey(X509Certificate2 certificate)
    {
        try
        {
            using RSA? key = certificate.GetRSAPrivateKey();
            return key is not null;
        }
        catch (CryptographicException e)
        {
            throw Invalid(certificate, $"this account may not read its private key ({e.Message.TrimEnd('.')})");
        }
    }

    private static X509Certificate2? Find(StoreLocation location, string thumbprint)
    {
        try
        {
            using var store = new X509Store(StoreName.My, location);
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false).Cast<X509Certificate2>().FirstOrDefault();
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            return null; // there is no such store on this system
        }
    }

    private static X509Certificate2 FromPkcs12(byte[] content, SecureString? password)
    {
        // The key must not be written to disk, as Windows does without this; macOS has no such keys.
        bool isMac = System.Runtime.InteropServices.RuntimeInformation.IsOSPlatform(System.Runtime.InteropServices.OSPlatform.OSX);
        X509KeyStorageFlags flags = isMac ? X509KeyStorageFlags.DefaultKeySet : X509KeyStorageFlags.EphemeralKeySet;
#pragma warning disable SYSLIB0057 // X509CertificateLoader is neither in .NET 8 nor in .NET Framework.
        return new X509Certificate2(content, password is null ? null : SecureText.Reveal(password), flags);
#pragma warning restore SYSLIB0057
    }

    private static MhsmInputException Invalid(X509Certificate2 certificate, string why) => new(
        MhsmErrorId.InvalidCertificate,
        $"The certificate {certificate.Thumbprint} ({certificate.Subject}) cannot be used to sign in: {why}. Give one with an RSA key, valid now, with its private key.");
}
