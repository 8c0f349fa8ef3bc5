using MhsmBackup.Errors;

namespace MhsmBackup.Storage;

/// <summary>Checks the path of a backup's folder inside its container; it may be nested.</summary>
public static class BackupFolderPath
{
    // The longest name a blob may have: https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata
    private const int LongestBlobName = 1024;

    /// <summary>Reads a folder's path and gives it without slashes around it.</summary>
    /// <param name="text">What the user gave, for example <c>mhsm-contoso-hsm-2026112316180860</c> or <c>2026/mhsm-…</c>.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidBackupFolder"/>.</exception>
    public static string Parse(string? text)
    {
        string path = (text ?? string.Empty).Trim().Trim('/');
        string? why = path switch
        {
            "" => "it is empty",
            _ when path.Contains("://") => "it is a URI, which belongs into -ContainerUri",
            _ when path.IndexOfAny(['?', '#']) >= 0 => "it holds a query or a fragment",
            _ when Secrets.Redaction.OfText(path) != path => "it holds a SAS or another secret, which belongs into -SasToken",
            _ when path.Contains('\\') => "it holds a backslash; folders are parted by /",
            _ when path.Any(char.IsControl) => "it holds a control character",
            _ when path.Length > LongestBlobName => $"it is longer than {LongestBlobName} characters",
            _ when path.Split('/').Any(segment => segment.Trim().Length == 0) => "one of its parts is empty",
            _ when path.Split('/').Any(segment => segment is "." or "..") => "one of its parts is . or ..",
            _ => null,
        };
        if (why is null) return path;

        int secret = path.IndexOf('?');
        string shown = Secrets.Redaction.OfText(secret < 0 ? path : path.Substring(0, secret));
        throw new MhsmInputException(
            MhsmErrorId.InvalidBackupFolder,
            $"'{shown}' is not the folder of a backup: {why}. Give the folder's path in its container, like mhsm-contoso-hsm-2026112316180860.");
    }
}
