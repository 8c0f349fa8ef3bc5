using System.Management.Automation;
using System.Security;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that takes containers, and a SAS as a right to them.</summary>
public abstract class SasContainerCmdlet : ContainerCmdlet
{
    /// <summary>A SAS token of the container or the account, with or without the question mark.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerSasToken")]
    [SecretTransformation]
    public SecureString? SasToken { get; set; }

    private protected override SecureString? GivenSas => SasToken;
}
