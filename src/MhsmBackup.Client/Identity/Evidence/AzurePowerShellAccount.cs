namespace MhsmBackup.Identity.Evidence;

/// <summary>Who is signed in to Az PowerShell in a session.</summary>
/// <param name="account">Who, as Get-AzContext shows it.</param>
/// <param name="tenantId">The tenant of that context.</param>
public sealed class AzurePowerShellAccount(string account, string? tenantId)
{
    /// <summary>Who.</summary>
    public string Account { get; } = account;

    /// <summary>The tenant.</summary>
    public string? TenantId { get; } = tenantId;
}
