using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>Refuses a SAS that cannot serve a copy, before anything is sent. What a stored access policy says passes.</summary>
internal static class CopySas
{
    /// <summary>The source is listed and read.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.</exception>
    public static void CheckSource(StorageSignIn signIn, DateTime utcNow) => Check(signIn, "source", "rl", utcNow);

    /// <summary>The destination is listed, and blobs are made there. Reading is not needed: what is compared is in the listing.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.SasTokenExpired"/>.</exception>
    public static void CheckDestination(StorageSignIn signIn, DateTime utcNow) => Check(signIn, "destination", "wl", utcNow);

    private static void Check(StorageSignIn signIn, string side, string needed, DateTime utcNow)
    {
        if (signIn.Sas is not SasToken sas) return;
        string missing = sas.Permissions is not string given ? string.Empty : new string([.. needed.Where(permission => !given.Contains(permission))]);
        if (missing.Length > 0)
        {
            throw new MhsmInputException(
                MhsmErrorId.SasTokenLacksPermission,
                $"The SAS token of the {side} lacks {string.Join(" and ", missing.Select(Word))}; it has sp={Redaction.OfText(sas.Permissions!)}. The {side} of a copy needs a container SAS with {needed}.");
        }

        if (sas.ExpiresOn is DateTime end && end <= utcNow)
            throw new MhsmInputException(MhsmErrorId.SasTokenExpired, $"The SAS token of the {side} expired at {end:yyyy-MM-dd HH:mm:ss'Z'}. Make a new one.");
    }

    private static string Word(char permission) => permission switch
    {
        'r' => "read (r)",
        'w' => "write (w)",
        _ => "list (l)",
    };
}
