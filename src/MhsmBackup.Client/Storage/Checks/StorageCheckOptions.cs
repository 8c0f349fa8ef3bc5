namespace MhsmBackup.Storage.Checks;

/// <summary>What a container is to be used for, and what the checks may do.</summary>
public sealed class StorageCheckOptions
{
    /// <summary>What it is to be used for.</summary>
    public SasPurpose Purpose { get; init; }

    /// <summary>Whether the HSM is to use its own managed identity, not a SAS.</summary>
    public bool UsesManagedIdentity { get; init; }

    /// <summary>Whether no test blob is written.</summary>
    public bool SkipsWrite { get; init; }

    /// <summary>The purpose in words.</summary>
    internal string Word => Purpose == SasPurpose.Backup ? "backup" : "restore";
}
