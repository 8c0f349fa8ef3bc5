using System.Management.Automation;
using System.Security;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that reads or writes containers itself: with a SAS, with the account's key, else as whoever is signed in.</summary>
public abstract class StorageCmdlet : StorageAccountCmdlet
{
    /// <summary>A SAS token of the container or the account, with or without the question mark.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerSasToken")]
    [SecretTransformation]
    public SecureString? SasToken { get; set; }

    private protected override SecureString? GivenSas => SasToken;
}
