using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Removal;

/// <summary>Refuses a SAS that cannot serve a removal, before anything is sent: it must list, delete, and write the mark of a removal.</summary>
internal static class RemovalSas
{
    /// <summary>Checks what the token says of itself; what a stored access policy says passes.</summary>
    /// <param name="signIn">The right that was given; no SAS passes.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.</exception>
    public static void Check(StorageSignIn signIn, DateTime utcNow)
    {
        if (signIn.Sas is not SasToken sas) return;
        string[] missing = [.. sas.Lacking("w", "d", "l").Select(letter => $"{SasText.Permission(letter[0])} ({letter})")];
        if (missing.Length > 0)
        {
            throw new MhsmInputException(
                MhsmErrorId.SasTokenLacksPermission,
                $"The SAS token lacks {string.Join(" and ", missing)}; it has sp={Redaction.OfText(sas.Permissions!)}. "
                + "A removal needs a container SAS with rwdl: it marks a backup before it deletes its blobs, so that half a one is known for what it is. For example: az storage container generate-sas --permissions rwdl.");
        }

        if (sas.ExpiresOn is DateTime end && end <= utcNow)
            throw new MhsmInputException(MhsmErrorId.SasTokenExpired, $"The SAS token expired at {UtcText.Show(end)}. Make a new one.");
    }
}
