using System.Globalization;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Service;

namespace MhsmBackup.Identity.Failures;

/// <summary>
/// What a refusal of Microsoft Entra ID means, by its AADSTS code. Source:
/// https://learn.microsoft.com/entra/identity-platform/reference-error-codes
/// </summary>
internal static class EntraRefusal
{
    private static readonly Regex Code = new("AADSTS(?<code>[0-9]{5,7})", RegexOptions.CultureInvariant);

    /// <summary>What to do when a device code was not used in time.</summary>
    public const string CodeWasNotUsed = "The code was not used in time. Run Connect-Mhsm -DeviceCode again.";

    /// <summary>The code in a text, or null.</summary>
    public static int? CodeIn(string text) =>
        Code.Match(text) is { Success: true } match ? int.Parse(match.Groups["code"].Value, CultureInfo.InvariantCulture) : null;

    /// <summary>The text from the code on: the service's own words, without what libraries put before them.</summary>
    public static string WordsIn(string text) => Code.Match(text) is { Success: true } match ? text.Substring(match.Index).Trim() : text.Trim();

    /// <summary>The kind of refusal, one of <see cref="MhsmErrorId"/>.</summary>
    public static string ErrorIdOf(int code) => code switch
    {
        90002 or 900023 or 900021 // the tenant does not exist, or is none
            or 700016 or 7000229 // the application is not in it
            or 50020 or 50034 or 90072 => MhsmErrorId.WrongTenant, // the person is not in it
        65001 or 65004 or 90094 or 90093 or 650052 or 650057 // nobody has consented, or an administrator must
            or 500011 or 500014 // the tenant does not know Managed HSM
            or 50105 => MhsmErrorId.ConsentMissing, // the application is only for those assigned to it
        7000215 or 7000222 or 7000218 or 7000216 // secret: wrong, expired, missing
            or 700027 or 700024 or 700023 or 50012 => MhsmErrorId.InvalidClientCredential, // certificate
        70021 or 700211 or 700212 or 700213 or 700238 => MhsmErrorId.FederationNotTrusted,
        50072 or 50074 or 50076 or 50078 or 50079 // a second factor
            or (>= 53000 and <= 53011) or (>= 530000 and <= 530099) // conditional access
            or 50058 or 50089 or 50132 or 50133 or 50173 or 70043 or 70044 or 700082 or 700084 => MhsmErrorId.InteractionRequired, // the session has ended
        70019 or 70020 => MhsmErrorId.DeviceCodeExpired,
        _ => MhsmErrorId.SignInFailed,
    };

    /// <summary>What to do about it.</summary>
    /// <param name="code">The number behind AADSTS.</param>
    /// <param name="way">How it was tried.</param>
    /// <param name="tenantId">The tenant that an HSM's challenge has named; null for none.</param>
    public static string AdviceOn(int code, SignInWay way, string? tenantId) => code switch
    {
        500011 or 500014 => "The tenant does not know Managed HSM yet. An administrator of the tenant adds it: az ad sp create --id 589d5083-6f11-4d30-a62a-a4b316a14abf.",
        65004 => $"The consent was declined. {way.Remedy}",
        50105 => "An administrator assigns the user or a group to the application (Enterprise applications, Users and groups), or opens it to everybody.",
        7000218 when way.Method is SignInMethod.DeviceCode or SignInMethod.Interactive =>
            $"The application {way.ClientId} asks for a secret: allow public client flows in its app registration (Authentication, in the portal), or leave -ClientId out.",
        50194 => "The application is of one tenant only: give that tenant with -TenantId.",
        7000222 => $"The secret has expired. {way.Remedy}",
        700024 when way.Method == SignInMethod.AzureCli =>
            "The assertion that the az CLI was signed in with lives for minutes. Sign in with -ServiceConnectionId or -GitHubActions, which ask for a new one each time.",
        700024 => "The assertion is out of its time: check this machine's clock, and that the token was issued a short while ago.",
        (>= 53000 and <= 53011) or (>= 530000 and <= 530099) => "A conditional access policy refuses this sign-in. Sign in from a place, from a device and in a way that it allows, for example Connect-Mhsm -Interactive.",
        _ => ErrorIdOf(code) switch
        {
            MhsmErrorId.ConsentMissing => $"An administrator of the tenant consents for everybody: {ConsentAddress(way)}.",
            MhsmErrorId.WrongTenant when tenantId is not null => $"The HSM belongs to the tenant {tenantId}: sign in as somebody of that tenant: {way.CommandFor(tenantId)}.",
            MhsmErrorId.WrongTenant => way.TenantId is null
                ? "Sign in to the tenant of the HSM, which its subscription shows: az account show --query tenantId."
                : $"Check -TenantId and the identity: is {way.TenantId} the tenant that the HSM's subscription shows (az account show --query tenantId), and does {way.ClientId ?? "the account"} exist in it?",
            MhsmErrorId.DeviceCodeExpired => CodeWasNotUsed,
            MhsmErrorId.InteractionRequired when tenantId is not null => $"Sign in to the HSM's tenant: {way.CommandFor(tenantId)}.",
            _ => way.Remedy,
        },
    };

    private static string ConsentAddress(SignInWay way) => way.ClientId is null
        ? "Enterprise applications, Consent and permissions, in the Microsoft Entra admin center"
        : $"{(ManagedHsmCloud.OwnAuthority() ?? ManagedHsmCloud.OfEnvironment().AuthorityHost).AbsoluteUri}{way.TenantId ?? "organizations"}/adminconsent?client_id={way.ClientId}";
}
