namespace MhsmBackup.Storage;

/// <summary>The letters of a SAS in words.</summary>
internal static class SasText
{
    /// <summary>The permissions that a purpose needs, each a letter.</summary>
    public static string PermissionsFor(SasPurpose purpose) => purpose == SasPurpose.Backup ? "crdw" : "rl";

    public static string Word(SasPurpose purpose) => purpose == SasPurpose.Backup ? "backup" : "restore";

    /// <summary>The command that makes a token for a purpose, to be typed as it is.</summary>
    public static string CommandFor(SasPurpose purpose, ContainerAddress? container) =>
        $"New-MhsmSasToken -ContainerUri {container?.Uri.AbsoluteUri ?? "<container URI>"} -For {purpose}";

    // https://learn.microsoft.com/rest/api/storageservices/create-service-sas#permissions-for-a-directory-container-or-blob
    public static string Permission(char letter) => letter switch
    {
        'r' => "read",
        'a' => "append",
        'c' => "create",
        'w' => "write",
        'd' => "delete",
        'x' => "delete versions",
        'y' => "delete permanently",
        'l' => "list",
        't' => "tags",
        'f' => "find by tags",
        'm' => "move",
        'e' => "execute",
        'o' => "ownership",
        'p' => "access control",
        'i' => "immutability policy",
        'u' => "update",
        _ => letter.ToString(),
    };

    // https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-the-signed-resource-field
    public static string Resource(string? letters) => letters switch
    {
        "c" => "a container",
        "b" => "one blob",
        "bs" => "one snapshot",
        "bv" => "one version of a blob",
        "d" => "one directory",
        "f" => "one file",
        "s" => "a file share",
        _ => "another kind of resource",
    };
}
