using System.Management.Automation;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Emulator;
using MhsmBackup.Rehearsal.Servers;

namespace MhsmBackup.Rehearsal.EmulatorCmdlets;

/// <summary>Lists the folders of a container as Azure Storage shows them.</summary>
[Cmdlet(VerbsCommon.Get, "StorageFolder")]
[OutputType(typeof(string))]
public sealed class GetStorageFolderCommand : PSCmdlet
{
    /// <summary>The container's URI.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Container { get; set; } = string.Empty;

    /// <summary>A SAS that may list.</summary>
    [Parameter(Mandatory = true)]
    public string SasToken { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        using HttpClientTransport transport = LoopbackTransport.Trusting((ManagedHsmEmulator)GetVariableValue(EmulatorCmdlet.Variable));
        var client = new BlobContainerClient(new Uri($"{Container}?{SasToken}"), new BlobClientOptions { Transport = transport });
        var options = new GetBlobsByHierarchyOptions { Delimiter = "/" };
        foreach (BlobHierarchyItem item in client.GetBlobsByHierarchy(options))
        {
            if (item.IsPrefix) WriteObject(item.Prefix.TrimEnd('/'));
        }
    }
}
