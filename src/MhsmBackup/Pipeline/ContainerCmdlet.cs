using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that takes containers.</summary>
public abstract class ContainerCmdlet : StorageCmdlet
{
    /// <summary>The containers' URIs; each may carry a SAS. Without it the default container of Connect-Mhsm.</summary>
    [Parameter(Position = 0, ParameterSetName = Uri, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerUri", "StorageResourceUri")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ContainerUriCompleter))]
    public ContainerUriArgument[]? ContainerUri { get; set; }

    /// <summary>The storage account that has the container.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Name, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StorageAccountName { get; set; }

    /// <summary>The blob containers.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Name, ValueFromPipelineByPropertyName = true)]
    [Alias("StorageContainerName", "ContainerName")]
    [ValidateNotNullOrEmpty]
    public string[]? BlobContainerName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        OpenEach(ContainerUri, StorageAccountName, BlobContainerName, Process);
        Queue.Drain(this);
    }

    private protected abstract void Process(StorageContainer container);
}
