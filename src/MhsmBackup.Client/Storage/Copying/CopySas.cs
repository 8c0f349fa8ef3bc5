using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>Whether SAS tokens allow a copy, as far as can be told without asking storage.</summary>
internal static class CopySas
{
    /// <summary>A source is read and listed.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.</exception>
    public static void CheckSource(StorageContainer source) => Check(source, "source", [("r", "read"), ("l", "list")], "rl");

    /// <summary>
    /// A destination is listed and written, and read when a blob is met that somebody else has just written. To replace a
    /// blob, create is not enough.
    /// </summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.</exception>
    public static void CheckDestination(StorageContainer destination, bool overwrites) =>
        Check(destination, "destination", [("r", "read"), overwrites ? ("w", "write") : ("cw", "create or write"), ("l", "list")], "rcwl");

    private static void Check(StorageContainer container, string role, (string AnyOf, string Word)[] needed, string advised)
    {
        if (container.SignIn.Sas is not SasToken sas) return;
        if (sas.ExpiresOn is DateTime end && end <= DateTime.UtcNow)
            throw new MhsmInputException(MhsmErrorId.SasTokenExpired, $"The SAS token of the {role} expired at {UtcText.Show(end)}. Make a new one that outlives the copy.");

        string[] missing = [.. needed.Where(need => sas.Lacking(need.AnyOf).Any()).Select(need => need.Word)];
        if (missing.Length == 0) return;
        throw new MhsmInputException(
            MhsmErrorId.SasTokenLacksPermission,
            $"The SAS token of the {role} lacks {string.Join(", ", missing)}; it has sp={Redaction.OfText(sas.Permissions!)}. To copy a backup the {role} needs a container SAS with {advised}, "
            + $"for example: az storage container generate-sas --permissions {advised}.");
    }
}
