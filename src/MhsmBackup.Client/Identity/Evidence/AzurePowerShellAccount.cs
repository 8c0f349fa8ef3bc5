using MhsmBackup.Identity.Tokens;

namespace MhsmBackup.Identity.Evidence;

/// <summary>Who is signed in to Az PowerShell in a session.</summary>
/// <param name="account">Who, as Get-AzContext shows it.</param>
/// <param name="tenantId">The tenant of that context.</param>
/// <param name="ask">Asks the session for a token.</param>
public sealed class AzurePowerShellAccount(string account, string? tenantId, DelegatedTokens ask)
{
    /// <summary>Who.</summary>
    public string Account { get; } = account;

    /// <summary>The tenant.</summary>
    public string? TenantId { get; } = tenantId;

    internal DelegatedTokens Ask { get; } = ask;
}
