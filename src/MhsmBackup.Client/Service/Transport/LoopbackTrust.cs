using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Errors;

namespace MhsmBackup.Service.Transport;

/// <summary>
/// Trusts the certificate of an HSM on this machine when it was issued by one of those in the PEM file that
/// MHSM_LOOPBACK_CA names. Every other host is judged by the system alone.
/// </summary>
internal static class LoopbackTrust
{
    public const string Variable = "MHSM_LOOPBACK_CA";

    /// <summary>The certificates in the file that the variable names now, or null without it.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidLoopbackCertificate"/>.</exception>
    public static X509Certificate2Collection? LoadAuthorities()
    {
        string? path = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrWhiteSpace(path)) return null;
        try
        {
            return ReadPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidLoopbackCertificate,
                $"{Variable} names '{path}', which cannot be read as PEM certificates: {e.Message} Give the emulator's CA file, or remove the variable.");
        }
    }

    /// <summary>Whether a certificate that the system does not trust was issued by one of these for the host asked for.</summary>
    public static bool Accepts(X509Certificate2Collection authorities, string host, X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (certificate is null || errors != SslPolicyErrors.RemoteCertificateChainErrors || !LoopbackHost.Is(host)) return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // .NET Framework has no trust store of one's own: the chain may end anywhere, and its end is compared instead.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (!chain.Build(certificate) || chain.ChainElements.Count == 0) return false;
        byte[] root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
        return authorities.Cast<X509Certificate2>().Any(authority => root.SequenceEqual(authority.RawData));
    }

    private static X509Certificate2Collection ReadPem(string pem)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";
        var certificates = new X509Certificate2Collection();
        int end = 0;
        for (int start = Find(Begin, 0); start >= 0; start = Find(Begin, end))
        {
            end = Find(End, start);
            if (end < 0) throw new FormatException("a certificate in it has no end.");
            certificates.Add(Decode(pem.Substring(start + Begin.Length, end - start - Begin.Length)));
        }

        return certificates.Count > 0 ? certificates : throw new FormatException("it holds no certificate.");

        int Find(string mark, int from) => pem.IndexOf(mark, from, StringComparison.Ordinal);
    }

#pragma warning disable SYSLIB0057 // X509CertificateLoader is neither in .NET 8 nor in .NET Framework.
    private static X509Certificate2 Decode(string base64) => new(Convert.FromBase64String(base64));
#pragma warning restore SYSLIB0057
}
