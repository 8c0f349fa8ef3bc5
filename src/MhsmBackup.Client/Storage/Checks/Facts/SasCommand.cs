namespace MhsmBackup.Storage.Checks;

/// <summary>The command that makes a SAS that fits.</summary>
internal static class SasCommand
{
    /// <summary>It, with the container and the purpose of the checks.</summary>
    public static string NewSasCommand(this IStorageFacts facts) => $"New-MhsmSasToken -ContainerUri {facts.Address.Uri} -For {facts.Options.Purpose}";
}
