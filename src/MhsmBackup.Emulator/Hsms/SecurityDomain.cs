using System.Security.Cryptography;
using System.Text;

namespace MhsmBackup.Emulator.Hsms;

/// <summary>What HSMs must share for one to restore the other's backup.</summary>
public sealed class SecurityDomain
{
    private const int SecretLength = 32;

    internal SecurityDomain(byte[] secret)
    {
        Secret = secret;
        Id = Convert.ToHexStringLower(Derive("id", salt: [], length: 16));
    }

    /// <summary>Names the domain, tells nothing of its secret.</summary>
    public string Id { get; }

    internal byte[] Secret { get; }

    /// <summary>Makes a new one.</summary>
    /// <returns>A domain that no other HSM has.</returns>
    public static SecurityDomain Create() => new(RandomNumberGenerator.GetBytes(SecretLength));

    internal byte[] Derive(string purpose, byte[] salt, int length = 32) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Secret, length, salt, Encoding.UTF8.GetBytes("mhsm-emulator/" + purpose));
}
