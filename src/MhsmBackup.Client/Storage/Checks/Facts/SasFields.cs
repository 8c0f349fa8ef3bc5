namespace MhsmBackup.Storage.Checks;

/// <summary>What a SAS says of its own kind.</summary>
internal static class SasFields
{
    /// <summary>Whether it was signed for an identity, not with the account's key.</summary>
    public static bool IsUserDelegation(SasToken sas) => Of(sas, "skoid") is not null;

    /// <summary>Whether it opens the properties of containers: a SAS of one container does not, whatever it allows.</summary>
    public static bool OpensContainers(SasToken sas) => Of(sas, "srt") is string types && types.Contains('c');

    /// <summary>Whether it opens the properties of the blob service.</summary>
    public static bool OpensService(SasToken sas) => Of(sas, "srt") is string types && types.Contains('s');

    /// <summary>Whether it says of itself that it lacks a permission.</summary>
    public static bool Lacks(SasToken? sas, string permissions) => sas?.Permissions is string given && permissions.Any(permission => !given.Contains(permission));

    private static string? Of(SasToken sas, string name) => sas.Reveal().Split('&')
        .FirstOrDefault(field => field.StartsWith(name + "=", StringComparison.Ordinal))?.Substring(name.Length + 1);
}
