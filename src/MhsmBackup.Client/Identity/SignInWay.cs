using System.Text.RegularExpressions;
using Azure.Core;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity;

/// <summary>One way to sign in: all that it needs, checked before any call.</summary>
public abstract class SignInWay
{
    // A GUID or a domain: https://learn.microsoft.com/entra/fundamentals/how-to-find-tenant
    private static readonly Regex TenantForm = new("^[A-Za-z0-9][A-Za-z0-9.-]{0,252}$", RegexOptions.CultureInvariant);

    internal SignInWay(SignInMethod method, string? tenantId = null, string? clientId = null)
    {
        Method = method;
        TenantId = tenantId is null ? null : CheckTenant(tenantId);
        ClientId = clientId is null ? null : CheckClient(clientId);
    }

    /// <summary>How.</summary>
    public SignInMethod Method { get; }

    /// <summary>The tenant to sign in to, a GUID or a domain; null leaves it to the HSM's challenge.</summary>
    public string? TenantId { get; }

    /// <summary>The application, or the user-assigned managed identity; null for the default one.</summary>
    public string? ClientId { get; }

    /// <summary>The way in words, to stand behind <c>signs in</c>.</summary>
    public abstract string Description { get; }

    /// <summary>What a person does when this way no longer works; a whole sentence.</summary>
    internal abstract string Remedy { get; }

    /// <summary>Whether tokens for another tenant can be had than the one it signs in to first.</summary>
    internal virtual bool MayChangeTenant => TenantId is null;

    internal abstract TokenCredential CreateCredential(SignInHost host);

    /// <summary>The first token. Ways that need a person ask here, and here only: a wait of hours must never open a browser.</summary>
    internal virtual ValueTask<AccessToken> GetFirstTokenAsync(TokenCredential credential, TokenRequestContext context, CancellationToken cancellationToken) =>
        credential.GetTokenAsync(context, cancellationToken);

    /// <summary>The way in words.</summary>
    public override string ToString() => Description;

    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.PipelineVariableMissing"/>.</exception>
    private protected static string DemandVariable(string? value, string variable, string remedy) =>
        string.IsNullOrWhiteSpace(value) ? throw MissingVariable(variable, remedy) : value!.Trim();

    private protected static MhsmInputException MissingVariable(string variable, string remedy) =>
        new(MhsmErrorId.PipelineVariableMissing, $"The environment variable {variable} is not set: {remedy}.");

    private static string CheckTenant(string tenant) => TenantForm.IsMatch(tenant.Trim())
        ? tenant.Trim()
        : throw new MhsmInputException(
            MhsmErrorId.InvalidTenantId,
            $"'{Secrets.Redaction.OfText(tenant)}' is not a tenant. Give the tenant's id (a GUID) or one of its domains, like contoso.onmicrosoft.com.");

    private static string CheckClient(string client) => Guid.TryParse(client, out _) || Regex.IsMatch(client, "^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$", RegexOptions.CultureInvariant)
        ? client
        : throw new MhsmInputException(
            MhsmErrorId.InvalidClientId,
            $"'{Secrets.Redaction.OfText(client)}' is not a client id. Give the application (client) id, a GUID that the app registration or the managed identity shows.");
}
