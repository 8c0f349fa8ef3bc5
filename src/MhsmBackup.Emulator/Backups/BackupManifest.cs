using System.Collections.Immutable;

namespace MhsmBackup.Emulator.Backups;

/// <summary>What lies in a backup's folder, in clear text, sealed by <see cref="Seal"/>.</summary>
internal sealed record BackupManifest
{
    public const string BlobName = "manifest.json";

    public const string CurrentFormat = "mhsm-emulator-backup/1";

    public required string Format { get; init; }

    public required string Hsm { get; init; }

    public required string SecurityDomain { get; init; }

    public required long Created { get; init; }

    public required byte[] Salt { get; init; }

    public required ImmutableArray<string> Parts { get; init; }

    /// <summary>HMAC over all the rest, with a key from the security domain.</summary>
    public byte[] Seal { get; init; } = [];
}
