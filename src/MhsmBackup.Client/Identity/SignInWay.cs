using System.Text.RegularExpressions;
using Azure.Core;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity;

/// <summary>One way to sign in: all that it needs, checked before any call.</summary>
public abstract class SignInWay
{
    // A GUID or a domain: https://learn.microsoft.com/entra/fundamentals/how-to-find-tenant
    private static readonly Regex ClientForm = new("^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$", RegexOptions.CultureInvariant);
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

    /// <summary>What signs in this way to a tenant: a command that can be typed as it is, but for what is in angle brackets.</summary>
    /// <param name="tenantId">The tenant; null for the one that this way has.</param>
    internal abstract string CommandFor(string? tenantId);

    /// <summary>What the place said that refused, where the libraries in between do not pass it on; null where they do.</summary>
    internal virtual LastRefusal? Refusal => null;

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

    /// <summary>A parameter and its value, or nothing where there is none.</summary>
    private protected static string Option(string parameter, string? value) => value is null ? string.Empty : $" {parameter} {value}";

    // What is of no valid form may be a secret that was put into the wrong place: it is not repeated.
    private static string CheckTenant(string tenant) => TenantForm.IsMatch(tenant.Trim())
        ? tenant.Trim()
        : throw new MhsmInputException(
            MhsmErrorId.InvalidTenantId,
            "What was given is not a tenant. Give the tenant's id (a GUID) or one of its domains, like contoso.onmicrosoft.com.");

    private static string CheckClient(string client) => Guid.TryParse(client, out Guid id) ? id.ToString("D")
        : ClientForm.IsMatch(client.Trim()) ? client.Trim()
        : throw new MhsmInputException(
            MhsmErrorId.InvalidClientId,
            "What was given is not a client id. Give the application (client) id, a GUID that the app registration or the managed identity shows.");
}
