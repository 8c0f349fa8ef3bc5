using MhsmBackup.Errors;
using MhsmBackup.Service;
using MhsmBackup.Session;

namespace MhsmBackup.Pipeline;

/// <summary>The errors of a cmdlet that was not told what it needs, in a session that has no default for it.</summary>
internal static class Defaults
{
    /// <summary>The session's default HSM.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cloud">The cloud that was given with the command, or null.</param>
    /// <exception cref="MhsmInputException">There is none, or it is in another cloud.</exception>
    public static ManagedHsmAddress HsmOf(MhsmSession session, string? cloud)
    {
        ManagedHsmAddress hsm = session.Defaults.Hsm ?? throw HsmMissing();
        if (cloud is not null && hsm.Cloud is not null) CloudMismatch.Refuse(ManagedHsmCloud.Named(cloud), hsm.Cloud);
        return hsm;
    }

    public static MhsmInputException HsmMissing(string? whyNoDefault = null) => new(
        MhsmErrorId.HsmNameMissing,
        $"Nothing says which HSM is meant. Give -HsmName, a name like contoso-hsm or a URL{(whyNoDefault is null ? "; or set a default: Connect-Mhsm -HsmName contoso-hsm." : ". " + whyNoDefault)}");

    public static MhsmInputException ContainerMissing() => new(
        MhsmErrorId.ContainerUriMissing,
        "Nothing says which container is meant. Give -ContainerUri, like https://contosobackup.blob.core.windows.net/hsm, or -StorageAccountName and -BlobContainerName; "
        + "or set a default: Connect-Mhsm -ContainerUri <uri>.");
}
