namespace MhsmBackup.Storage.Checks;

/// <summary>What a SAS says of its own kind.</summary>
internal static class SasFields
{
    /// <summary>Whether it was signed for an identity, not with the account's key.</summary>
    public static bool IsUserDelegation(SasToken sas) => sas.Field("skoid") is not null;

    /// <summary>Whether it opens the properties of containers: a SAS of one container does not, whatever it allows.</summary>
    public static bool OpensContainers(SasToken sas) => sas.Field("srt") is string types && types.Contains('c');

    /// <summary>Whether it opens the properties of the blob service.</summary>
    public static bool OpensService(SasToken sas) => sas.Field("srt") is string types && types.Contains('s');
}
