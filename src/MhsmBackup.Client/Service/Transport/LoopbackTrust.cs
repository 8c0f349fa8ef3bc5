using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Errors;

namespace MhsmBackup.Service.Transport;

/// <summary>
/// Trusts the certificate of an HSM on this machine when it was issued by the one in the PEM file that MHSM_LOOPBACK_CA
/// names. Every other host is judged by the system alone.
/// </summary>
internal static class LoopbackTrust
{
    public const string Variable = "MHSM_LOOPBACK_CA";

    /// <summary>The certificate that the variable names now, or null without one.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidLoopbackCertificate"/>.</exception>
    public static X509Certificate2? LoadAuthority()
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
                $"{Variable} names '{path}', which cannot be read as a PEM certificate: {e.Message} Give the emulator's CA file, or remove the variable.");
        }
    }

    /// <summary>Whether a certificate that the system does not trust was issued by this authority for the host asked for.</summary>
    public static bool Accepts(X509Certificate2? authority, string host, X509Certificate2? certificate, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None) return true;
        if (authority is null || certificate is null || errors != SslPolicyErrors.RemoteCertificateChainErrors || !LoopbackHost.Is(host)) return false;

        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // .NET Framework has no trust store of one's own: the chain may end anywhere, and its end is compared instead.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (!chain.Build(certificate) || chain.ChainElements.Count == 0) return false;
        byte[] root = chain.ChainElements[chain.ChainElements.Count - 1].Certificate.RawData;
        return root.SequenceEqual(authority.RawData);
    }

    private static X509Certificate2 ReadPem(string pem)
    {
        const string Begin = "-----BEGIN CERTIFICATE-----", End = "-----END CERTIFICATE-----";
        int start = pem.IndexOf(Begin, StringComparison.Ordinal);
        int end = start < 0 ? -1 : pem.IndexOf(End, start, StringComparison.Ordinal);
        if (end < 0) throw new FormatException("it holds no certificate.");
        byte[] der = Convert.FromBase64String(pem.Substring(start + Begin.Length, end - start - Begin.Length));
#if NETFRAMEWORK
        return new X509Certificate2(der);
#else
#pragma warning disable SYSLIB0057 // X509CertificateLoader is not in .NET 8.
        return new X509Certificate2(der);
#pragma warning restore SYSLIB0057
#endif
    }
}
