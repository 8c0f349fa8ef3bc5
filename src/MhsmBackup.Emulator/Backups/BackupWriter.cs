using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Keys;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Backups;

/// <summary>Writes an HSM's contents as blobs.</summary>
internal static class BackupWriter
{
    private const int KeysInPart = 16;

    internal static async Task WriteAsync(
        BackupStorage storage, string folder, string hsm, DateTimeOffset created, HsmContents contents, SecurityDomain domain, CancellationToken cancellation)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(32);
        BackupSealer sealer = new(domain, salt);
        List<string> names = [];
        foreach (HsmContents part in Split(contents))
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"part-{names.Count:D4}.bin");
            await storage.WriteAsync($"{folder}/{name}", sealer.Encrypt(name, WireJson.Serialize(part)), cancellation);
            names.Add(name);
        }

        // The manifest goes last: a folder without one is no backup, so an interrupted backup is none.
        BackupManifest manifest = sealer.Seal(new BackupManifest
        {
            Format = BackupManifest.CurrentFormat,
            Hsm = hsm,
            SecurityDomain = domain.Id,
            Created = created.ToUnixTimeSeconds(),
            Salt = salt,
            Parts = [.. names],
        });
        await storage.WriteAsync($"{folder}/{BackupManifest.BlobName}", WireJson.Serialize(manifest), cancellation);
    }

    private static IEnumerable<HsmContents> Split(HsmContents contents)
    {
        yield return HsmContents.Empty with { RoleAssignments = contents.RoleAssignments };
        foreach (KeyValuePair<string, HsmKey>[] keys in contents.Keys.Chunk(KeysInPart))
        {
            yield return HsmContents.Empty with { Keys = keys.ToImmutableSortedDictionary() };
        }

        foreach (KeyValuePair<string, DeletedHsmKey>[] keys in contents.DeletedKeys.Chunk(KeysInPart))
        {
            yield return HsmContents.Empty with { DeletedKeys = keys.ToImmutableSortedDictionary() };
        }
    }
}
