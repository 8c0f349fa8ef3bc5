using MhsmBackup.Identity.Tokens;
using MhsmBackup.Service;

namespace MhsmBackup.Identity;

/// <summary>Whom a session is signed in as, and its defaults. Data alone: no token and no secret is in it.</summary>
public sealed class MhsmContext
{
    /// <summary>
    /// Who: the name that a person signs in with, the client id of an application, the name of a managed identity. Null when
    /// the token does not say.
    /// </summary>
    public string? Account { get; init; }

    /// <summary>How they signed in.</summary>
    public SignInMethod SignInMethod { get; init; }

    /// <summary>Why this way was taken, when the environment decided it; null when the user did.</summary>
    public string? Reason { get; init; }

    /// <summary>The tenant's id, a GUID; null when the token does not say.</summary>
    public string? TenantId { get; init; }

    /// <summary>The object id of the caller in that tenant: what a role on an HSM is assigned to.</summary>
    public string? ObjectId { get; init; }

    /// <summary>The client id of the application; of a person, that of the application that they signed in with.</summary>
    public string? ClientId { get; init; }

    /// <summary>The cloud: AzureCloud, AzureUSGovernment or AzureChinaCloud.</summary>
    public string Cloud { get; init; } = ManagedHsmCloud.Public.Name;

    /// <summary>The api-version of every request; null for the module's own default.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>The HSM of cmdlets that are given none; null when there is no such default.</summary>
    public string? HsmName { get; init; }

    /// <summary>The container of cmdlets that are given none; null when there is no such default.</summary>
    public Uri? ContainerUri { get; init; }

    /// <summary>When the token at hand ends, in UTC; null when it does not say. A new one is asked for before, except of a token that was given.</summary>
    public DateTime? ExpiresOn { get; init; }

    /// <summary>Describes an identity that has signed in.</summary>
    /// <param name="identity">The identity.</param>
    /// <param name="reason">Why it was chosen; null when the user chose it.</param>
    /// <param name="defaults">The session's defaults.</param>
    public static MhsmContext Of(MhsmIdentity identity, string? reason, MhsmDefaults defaults)
    {
        TokenClaims caller = identity.Caller;
        return new MhsmContext
        {
            Account = caller.UserName ?? NameOf(caller.ManagedIdentityResource) ?? caller.ClientId ?? identity.Way.ClientId ?? caller.ObjectId,
            SignInMethod = identity.Way.Method,
            Reason = reason,
            TenantId = caller.TenantId ?? identity.Way.TenantId,
            ObjectId = caller.ObjectId,
            ClientId = caller.ClientId ?? identity.Way.ClientId,
            Cloud = identity.Cloud.Name,
            ApiVersion = defaults.ApiVersion?.Text,
            HsmName = defaults.Hsm is null ? null : defaults.Hsm.Cloud is null ? defaults.Hsm.Uri.AbsoluteUri : defaults.Hsm.Name,
            ContainerUri = defaults.Container?.FolderUri,
            ExpiresOn = identity.ExpiresOn is DateTimeOffset end && end < DateTimeOffset.MaxValue ? end.UtcDateTime : null,
        };
    }

    /// <summary>Who, and how.</summary>
    public override string ToString() => $"{Account ?? "unknown"} ({SignInMethod})";

    private static string? NameOf(string? resourceId) => resourceId?.TrimEnd('/').Split('/') is { Length: > 1 } parts ? parts[parts.Length - 1] : null;
}
