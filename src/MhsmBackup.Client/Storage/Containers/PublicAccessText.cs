using Azure.Storage.Blobs.Models;

namespace MhsmBackup.Storage;

/// <summary>The anonymous access to a container, in the words of Azure Resource Manager.</summary>
internal static class PublicAccessText
{
    public static string Of(PublicAccessType? access) => access switch
    {
        PublicAccessType.BlobContainer => "Container",
        PublicAccessType.Blob => "Blob",
        _ => "None",
    };
}
