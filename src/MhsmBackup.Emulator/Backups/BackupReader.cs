using System.Text.Json;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Backups;

/// <summary>Reads an HSM's contents from a backup's blobs.</summary>
internal static class BackupReader
{
    /// <exception cref="InvalidBackupException">There is no backup, or one of another security domain, or a damaged one.</exception>
    internal static async Task<HsmContents> ReadAsync(BackupStorage storage, string folder, SecurityDomain domain, CancellationToken cancellation)
    {
        byte[] manifestBytes = await storage.ReadAsync($"{folder}/{BackupManifest.BlobName}", cancellation) ?? throw new InvalidBackupException();
        BackupManifest manifest = Parse<BackupManifest>(manifestBytes);
        BackupSealer sealer = new(domain, manifest.Salt);
        if (manifest.Format != BackupManifest.CurrentFormat || !sealer.IsSealed(manifest))
        {
            throw new InvalidBackupException();
        }

        HsmContents contents = HsmContents.Empty;
        foreach (string name in manifest.Parts)
        {
            byte[] bytes = await storage.ReadAsync($"{folder}/{name}", cancellation) ?? throw new InvalidBackupException();
            HsmContents part = Parse<HsmContents>(sealer.Decrypt(name, bytes));
            contents = new HsmContents(
                contents.Keys.AddRange(part.Keys),
                contents.DeletedKeys.AddRange(part.DeletedKeys),
                contents.RoleAssignments.AddRange(part.RoleAssignments));
        }

        return contents;
    }

    private static T Parse<T>(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, WireJson.Options) ?? throw new InvalidBackupException();
        }
        catch (JsonException)
        {
            throw new InvalidBackupException();
        }
    }
}
