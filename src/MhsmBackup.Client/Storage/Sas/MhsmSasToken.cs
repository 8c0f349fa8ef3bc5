using System.Security;

namespace MhsmBackup.Storage;

/// <summary>
/// A new container SAS. It goes by property name into Start-MhsmBackup, Start-MhsmRestore, Restore-MhsmKey, Get-MhsmBackup
/// and Test-MhsmSasToken. The token is a SecureString, and nothing else of it is secret.
/// </summary>
public sealed record MhsmSasToken
{
    /// <summary>The token, without a question mark.</summary>
    public required SecureString SasToken { get; init; }

    /// <summary>The container that it is for.</summary>
    public required Uri ContainerUri { get; init; }

    /// <summary>What it is for.</summary>
    public required SasPurpose For { get; init; }

    /// <summary>
    /// The permissions as storage writes them: <c>rcwd</c> for a backup, <c>rl</c> for a restore, or those of the stored access
    /// policy. Null when that could not be read.
    /// </summary>
    public string? Permissions { get; init; }

    /// <summary>From when it is valid, in UTC; null: from the start.</summary>
    public DateTime? StartsOn { get; init; }

    /// <summary>Until when it is valid, in UTC; null when a stored access policy says it that could not be read.</summary>
    public DateTime? ExpiresOn { get; init; }

    /// <summary>What it is signed with.</summary>
    public required SasTokenKind Kind { get; init; }

    /// <summary>The IPv4 address or the range that requests must come from; null for anywhere.</summary>
    public string? IPAddressOrRange { get; init; }

    /// <summary>The stored access policy that holds permissions and expiry; null for none.</summary>
    public string? Policy { get; init; }

    /// <summary>What it is for and until when.</summary>
    public override string ToString() =>
        $"SAS token for a {SasText.Word(For)} at {ContainerUri.AbsoluteUri}{(ExpiresOn is DateTime end ? $" until {UtcText.Show(end)}" : string.Empty)}";
}
