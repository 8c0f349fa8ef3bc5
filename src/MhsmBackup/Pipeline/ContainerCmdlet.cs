using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet that takes containers. What is wrong with one of them is its own error.</summary>
public abstract class ContainerCmdlet : StorageAccountCmdlet
{
    internal const string Uri = "Uri";
    internal const string Name = "Name";

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
        if (ParameterSetName == Name)
        {
            foreach (string name in BlobContainerName!) Try(() => Open(uri: null, StorageAccountName, name), name);
        }
        else
        {
            foreach (ContainerUriArgument? uri in ContainerUri ?? [null!]) Try(() => Open(uri, accountName: null, containerName: null), uri?.ToString());
        }

        Queue.Drain(this);
    }

    private protected abstract void Process(StorageContainer container);

    /// <summary>Hears of a container that could not be opened; the error is written.</summary>
    private protected virtual void FailToOpen()
    {
    }

    private void Try(Func<StorageContainer> open, string? shown)
    {
        try
        {
            Process(open());
        }
        catch (MhsmException e)
        {
            WriteError(e, Redaction.OfOptionalText(shown));
            FailToOpen();
        }
    }
}
