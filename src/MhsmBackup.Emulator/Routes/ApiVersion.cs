using MhsmBackup.Emulator.Hosting;

namespace MhsmBackup.Emulator.Routes;

/// <summary>The api-versions, in the order in which they came.</summary>
internal static class ApiVersion
{
    internal const string First = "7.2";
    internal const string WithManagedIdentity = "7.5";
    internal const string WithChecks = "7.6";

    private static readonly string[] Known = [First, "7.3", "7.4", WithManagedIdentity, WithChecks, "2025-07-01", "2026-04-01"];

    /// <summary>The version that a request asks for; a status read may leave it out and then has the newest.</summary>
    internal static string Of(HttpRequest request, bool optional)
    {
        string? version = request.Query["api-version"];
        if (string.IsNullOrEmpty(version))
        {
            return optional ? Known[^1] : throw ServiceException.BadParameter("api-version must be specified.");
        }

        return Known.Contains(version, StringComparer.Ordinal) ? version : throw ServiceException.BadParameter(
            $"The specified version ({version}) is not recognized. Consider using the latest supported version ({Known[^1]}).");
    }

    internal static bool IsAtLeast(string version, string other) => Array.IndexOf(Known, version) >= Array.IndexOf(Known, other);
}
