namespace MhsmBackup.Keys;

/// <summary>A key of an HSM, or a version of one, as far as it is public.</summary>
public sealed record ManagedHsmKey
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version: 32 hexadecimal digits. Null in a list of keys, which names no version.</summary>
    public string? Version { get; init; }

    /// <summary>What is public of it, on one line: type, curve, modulus and exponent or point. Null in a list.</summary>
    public string? PublicPart { get; init; }

    /// <summary>Whether it may be used; null when the service did not say.</summary>
    public bool? IsEnabled { get; init; }

    /// <summary>When it was made, in UTC, to the second.</summary>
    public DateTime? Created { get; init; }

    /// <summary>When it was last changed, in UTC, to the second.</summary>
    public DateTime? Updated { get; init; }

    /// <summary>When it was deleted, in UTC; null for a live key.</summary>
    public DateTime? DeletedDate { get; init; }

    /// <summary>When the service will purge it by itself, in UTC; null for a live key.</summary>
    public DateTime? ScheduledPurgeDate { get; init; }
}
