using System.Collections.Immutable;

namespace MhsmBackup.Emulator.Keys;

/// <summary>One version of a key, with its material.</summary>
internal sealed record KeyVersion
{
    public required string Version { get; init; }

    public required string KeyType { get; init; }

    public string? Curve { get; init; }

    public required ImmutableArray<string> Operations { get; init; }

    public bool Enabled { get; init; } = true;

    public bool Exportable { get; init; }

    public long? NotBefore { get; init; }

    public long? Expires { get; init; }

    public required long Created { get; init; }

    public required long Updated { get; init; }

    public ImmutableSortedDictionary<string, string>? Tags { get; init; }

    /// <summary>PKCS#8 of an RSA or EC key, the bytes of an oct key.</summary>
    public required byte[] Material { get; init; }
}
