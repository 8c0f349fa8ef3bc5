using System.Security.Cryptography;
using System.Text;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Backups;

/// <summary>Encrypts and authenticates one backup with keys derived from the security domain and the backup's salt.</summary>
internal sealed class BackupSealer(SecurityDomain domain, byte[] salt)
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[] encryptionKey = domain.Derive("backup/encryption", salt);
    private readonly byte[] sealKey = domain.Derive("backup/seal", salt);

    internal byte[] Encrypt(string part, byte[] plain)
    {
        byte[] result = new byte[NonceLength + plain.Length + TagLength];
        Span<byte> nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using AesGcm aes = new(encryptionKey, TagLength);

        // The part's name is authenticated with it, so that parts cannot be swapped.
        aes.Encrypt(nonce, plain, result.AsSpan(NonceLength, plain.Length), result.AsSpan(NonceLength + plain.Length), Encoding.UTF8.GetBytes(part));
        return result;
    }

    internal byte[] Decrypt(string part, byte[] sealedBytes)
    {
        int length = sealedBytes.Length - NonceLength - TagLength;
        if (length < 0)
        {
            throw new InvalidBackupException();
        }

        byte[] plain = new byte[length];
        using AesGcm aes = new(encryptionKey, TagLength);
        try
        {
            aes.Decrypt(sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength, length), sealedBytes.AsSpan(NonceLength + length), plain, Encoding.UTF8.GetBytes(part));
        }
        catch (CryptographicException)
        {
            throw new InvalidBackupException();
        }

        return plain;
    }

    internal BackupManifest Seal(BackupManifest manifest) => manifest with { Seal = SealOf(manifest) };

    internal bool IsSealed(BackupManifest manifest) => CryptographicOperations.FixedTimeEquals(SealOf(manifest), manifest.Seal);

    private byte[] SealOf(BackupManifest manifest) => HMACSHA256.HashData(sealKey, WireJson.Serialize(manifest with { Seal = [] }));
}
