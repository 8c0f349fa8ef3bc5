using System.Text;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.Access;

/// <summary>What a 401 tells the caller.</summary>
internal static class Challenge
{
    internal const string PublicResource = "https://managedhsm.azure.net";

    private static readonly string[] KnownDomains =
        ["managedhsm.azure.net", "managedhsm.usgovcloudapi.net", "managedhsm.azure.cn", "managedhsm.localhost"];

    /// <summary>The resource of the cloud that the request's host belongs to.</summary>
    internal static string ResourceFor(EmulatedHsm hsm, string host) =>
        hsm.Settings.ChallengeResource
        ?? (KnownDomains.FirstOrDefault(domain => Within(host, domain)) is { } known
            ? "https://" + known
            : PublicResource);

    internal static string Format(string authority, string resource) => $"Bearer authorization=\"{authority}\", resource=\"{resource}\"";

    internal static string WithError(string challenge, string error, string description) =>
        $"{challenge}, error=\"{error}\", error_description=\"{description}\"";

    internal static string WithClaims(string challenge, string claims) =>
        $"{challenge}, error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))}\"";

    private static bool Within(string host, string domain) => host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);
}
