using Azure.Core;
using Azure.Identity;

namespace MhsmBackup.Identity.Ways;

/// <summary>Whoever is signed in to the az CLI.</summary>
public sealed class AzureCliSignIn : SignInWay
{
    // The az CLI takes seconds to start, more on a busy agent.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Prepares it; az is run at the first token.</summary>
    /// <param name="tenantId">The tenant; null for that of az's current subscription.</param>
    /// <exception cref="Errors.MhsmInputException">The tenant is of no valid form.</exception>
    public AzureCliSignIn(string? tenantId = null)
        : base(SignInMethod.AzureCli, tenantId)
    {
    }

    /// <inheritdoc/>
    public override string Description => "as whoever is signed in to the az CLI";

    internal override string Remedy => $"Sign in: {CommandFor(TenantId)}.";

    internal override string CommandFor(string? tenantId) => "az login" + Option("--tenant", tenantId ?? TenantId);

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        var options = host.Configure(new AzureCliCredentialOptions { TenantId = TenantId, ProcessTimeout = Patience });
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new AzureCliCredential(options);
    }
}
