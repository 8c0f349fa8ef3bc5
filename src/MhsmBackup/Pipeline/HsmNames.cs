using MhsmBackup.Service;

namespace MhsmBackup.Pipeline;

/// <summary>The names that backups' folders are named by. A URL is of one HSM, and its name is what counts.</summary>
internal static class HsmNames
{
    /// <summary>Names, also with wildcards, and URLs.</summary>
    /// <exception cref="Errors.MhsmInputException">A URL is none of an HSM.</exception>
    public static IReadOnlyList<string> Of(string[]? given) =>
        [.. (given ?? []).Select(text => text.Contains("://") ? ManagedHsmAddress.Parse(text).Name : text)];
}
