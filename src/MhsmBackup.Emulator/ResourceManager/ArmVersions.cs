namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>The api-versions.</summary>
internal static class ArmVersions
{
    private static readonly string[] OfSubscriptions = ["2016-06-01", "2019-06-01", "2020-01-01", "2021-01-01", "2022-09-01", "2022-12-01"];

    private static readonly string[] OfStorage =
        ["2021-09-01", "2022-05-01", "2022-09-01", "2023-01-01", "2023-04-01", "2023-05-01", "2024-01-01", "2025-01-01", "2025-06-01"];

    /// <summary>The version that a request asks for.</summary>
    /// <exception cref="ArmException">None, or one that there is not.</exception>
    internal static string Of(HttpRequest request, bool isStorage)
    {
        string? version = request.Query["api-version"];
        if (string.IsNullOrEmpty(version))
        {
            throw new ArmException(
                StatusCodes.Status400BadRequest, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        }

        string[] known = isStorage ? OfStorage : OfSubscriptions;
        return known.Contains(version, StringComparer.Ordinal) ? version : throw new ArmException(
            StatusCodes.Status400BadRequest,
            isStorage ? "NoRegisteredProviderFound" : "InvalidApiVersionParameter",
            isStorage
                ? $"No registered resource provider found for API version '{version}' for type 'storageAccounts'. The supported api-versions are '{string.Join(", ", known)}'."
                : $"The api-version '{version}' is invalid. The supported versions are '{string.Join(',', known)}'.");
    }
}
