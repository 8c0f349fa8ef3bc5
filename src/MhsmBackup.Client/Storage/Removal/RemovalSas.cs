using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Removal;

/// <summary>Refuses a SAS that cannot serve a removal, before anything is sent: it must list and delete.</summary>
internal static class RemovalSas
{
    /// <summary>Checks what the token says of itself; what a stored access policy says passes.</summary>
    /// <param name="signIn">The right that was given; no SAS passes.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.</exception>
    public static void Check(StorageSignIn signIn, DateTime utcNow)
    {
        if (signIn.Sas is not SasToken sas) return;
        string[] missing = [.. sas.Lacking("d", "l")];
        if (missing.Length > 0)
        {
            throw new MhsmInputException(
                MhsmErrorId.SasTokenLacksPermission,
                $"The SAS token lacks {string.Join(" and ", missing.Select(permission => permission == "d" ? "delete (d)" : "list (l)"))}; it has sp={Redaction.OfText(sas.Permissions!)}. "
                + "A removal needs a container SAS with rdl, and with w as well to mark what is half removed, for example: az storage container generate-sas --permissions rwdl.");
        }

        if (sas.ExpiresOn is DateTime end && end <= utcNow)
            throw new MhsmInputException(MhsmErrorId.SasTokenExpired, $"The SAS token expired at {UtcText.Show(end)}. Make a new one.");
    }
}
