using MhsmBackup.Errors;

namespace MhsmBackup.Pipeline;

/// <summary>The errors of a cmdlet that was not told what it needs, in a session that has no default for it.</summary>
internal static class Defaults
{
    public static MhsmInputException HsmMissing(string? whyNoDefault = null) => new(
        MhsmErrorId.HsmNameMissing,
        $"Nothing says which HSM is meant. Give -HsmName, a name like contoso-hsm or a URL{(whyNoDefault is null ? "; or set a default: Connect-Mhsm -HsmName contoso-hsm." : ". " + whyNoDefault)}");

    public static MhsmInputException ContainerMissing() => new(
        MhsmErrorId.ContainerUriMissing,
        "Nothing says which container is meant. Give -ContainerUri, like https://contosobackup.blob.core.windows.net/hsm, or -StorageAccountName and -BlobContainerName; "
        + "or set a default: Connect-Mhsm -ContainerUri <uri>.");
}
