using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Failures;

/// <summary>The HSM belongs to another tenant than the caller.</summary>
internal static class WrongTenant
{
    /// <summary>The caller cannot be signed in to the tenant that the HSM names.</summary>
    public static MhsmAuthenticationException Of(SignInWay way, string own, string wanted) => new(
        MhsmErrorId.WrongTenant,
        $"The HSM belongs to the tenant {wanted}, and this session is signed in {way.Description} to the tenant {own}.{Environment.NewLine}{Advice(way, wanted)}");

    /// <summary>What to do when an HSM of another tenant has refused the token.</summary>
    public static string AdviceOnToken(string own, string wanted) =>
        $"The HSM belongs to the tenant {wanted}, and the token is of the tenant {own}. Sign in to the HSM's: Connect-Mhsm -Interactive -TenantId {wanted}, or in another way with that -TenantId; "
        + $"for a token to give with -AccessToken, az account get-access-token --resource https://managedhsm.azure.net --tenant {wanted}.";

    private static string Advice(SignInWay way, string wanted) => way.Method == SignInMethod.ManagedIdentity
        ? "A managed identity is good for its own tenant only: sign in as an identity of the HSM's tenant, or check the HSM's name."
        : $"Sign in to that tenant: {way.CommandFor(wanted)}; or check the HSM's name.";
}
