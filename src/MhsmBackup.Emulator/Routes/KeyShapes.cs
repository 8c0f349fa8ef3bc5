using MhsmBackup.Emulator.Keys;
using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Routes;

/// <summary>Keys as the wire shows them.</summary>
internal sealed class KeyShapes(string baseUri, int recoverableDays)
{
    private const int LongestRetention = 90;

    internal KeyBundle Bundle(HsmKey key, string? version)
    {
        KeyVersion shown = key.Find(version) ?? throw KeyStore.NotFound($"{key.Name}/{version}");
        return new KeyBundle
        {
            Attributes = Attributes(shown),
            Key = KeyFactory.PublicPart(shown, Kid(key, shown)),
            Tags = shown.Tags,
        };
    }

    internal KeyBundle Deleted(DeletedHsmKey deleted) => Bundle(deleted.Key, null) with
    {
        RecoveryId = RecoveryId(deleted),
        DeletedDate = deleted.DeletedDate,
        ScheduledPurgeDate = deleted.ScheduledPurgeDate,
    };

    internal KeyItem Item(HsmKey key) => Item(key, key.Latest) with { Kid = $"{baseUri}/keys/{key.Name}" };

    internal KeyItem Item(HsmKey key, KeyVersion version) => new()
    {
        Kid = Kid(key, version),
        Attributes = Attributes(version),
        Tags = version.Tags,
    };

    internal KeyItem DeletedItem(DeletedHsmKey deleted) => Item(deleted.Key) with
    {
        RecoveryId = RecoveryId(deleted),
        DeletedDate = deleted.DeletedDate,
        ScheduledPurgeDate = deleted.ScheduledPurgeDate,
    };

    private string Kid(HsmKey key, KeyVersion version) => $"{baseUri}/keys/{key.Name}/{version.Version}";

    private string RecoveryId(DeletedHsmKey deleted) => $"{baseUri}/deletedkeys/{deleted.Key.Name}";

    private KeyAttributes Attributes(KeyVersion version) => new()
    {
        Created = version.Created,
        Enabled = version.Enabled,
        Expires = version.Expires,
        Exportable = version.Exportable,
        NotBefore = version.NotBefore,
        RecoverableDays = recoverableDays,
        RecoveryLevel = recoverableDays == LongestRetention ? "Recoverable+Purgeable" : "CustomizedRecoverable+Purgeable",
        Updated = version.Updated,
    };
}
