namespace MhsmBackup.Storage;

/// <summary>What a SAS token says of itself, read without a call: whether storage accepts its signature is not known from it.</summary>
public sealed record MhsmSasTokenReport
{
    /// <summary>The container that it was given with; null without one.</summary>
    public Uri? ContainerUri { get; init; }

    /// <summary>What it is signed with.</summary>
    public SasTokenKind Kind { get; init; }

    /// <summary>What it is for, in words: a container, one blob, the storage account.</summary>
    public required string Resource { get; init; }

    /// <summary>The permissions as the token writes them; null when a stored access policy holds them.</summary>
    public string? Permissions { get; init; }

    /// <summary>The permissions, each in words; empty when a stored access policy holds them.</summary>
    public IReadOnlyList<string> PermissionsInWords { get; init; } = [];

    /// <summary>Whether Start-MhsmBackup takes it now; null when a stored access policy decides it.</summary>
    public bool? CanBackUp { get; init; }

    /// <summary>Whether Start-MhsmRestore and Restore-MhsmKey take it now; null when a stored access policy decides it.</summary>
    public bool? CanRestore { get; init; }

    /// <summary>Whether it lists the container's backups now; null when a stored access policy decides it.</summary>
    public bool? CanList { get; init; }

    /// <summary>Whether Remove-MhsmBackup takes it now; null when a stored access policy decides it.</summary>
    public bool? CanDelete { get; init; }

    /// <summary>From when it is valid, in UTC; null: from the start, or as a stored access policy says.</summary>
    public DateTime? StartsOn { get; init; }

    /// <summary>Until when it is valid, in UTC; null when a stored access policy says it.</summary>
    public DateTime? ExpiresOn { get; init; }

    /// <summary>Whether its time is over; null when a stored access policy says it.</summary>
    public bool? IsExpired { get; init; }

    /// <summary>How long it is still valid, 0 when its time is over; null when a stored access policy says it.</summary>
    public TimeSpan? ValidFor { get; init; }

    /// <summary>The protocols that it is for: https, or https,http.</summary>
    public required string Protocol { get; init; }

    /// <summary>The IPv4 address or the range that requests must come from; null for anywhere.</summary>
    public string? IPAddressOrRange { get; init; }

    /// <summary>The stored access policy that completes it; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>The object id of the identity that a user delegation SAS was signed as; null for another SAS.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The tenant of that identity; null for another SAS.</summary>
    public string? TenantId { get; init; }

    /// <summary>The version of the storage service that reads it, like 2025-01-05.</summary>
    public required string ServiceVersion { get; init; }

    /// <summary>
    /// What makes a start refuse it or warn, in words; empty for a good token. Judged for the purpose that was asked about, else for
    /// the one that its permissions fit.
    /// </summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Reads a token.</summary>
    /// <param name="sas">The token.</param>
    /// <param name="container">The container that it is to be used on; null when it is not known.</param>
    /// <param name="purpose">What it is to be judged for; null for what its permissions fit.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    public static MhsmSasTokenReport Of(SasToken sas, ContainerAddress? container, SasPurpose? purpose, DateTime utcNow) =>
        new SasInspection(sas, container, utcNow).Report(purpose);

    /// <summary>Its kind and what it is for.</summary>
    public override string ToString() => $"{Kind} SAS token for {Resource}";
}
