using Azure;
using Azure.Core;
using Azure.Storage.Sas;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>With what right the destination's account reads the source: its own storage service fetches the blobs.</summary>
internal sealed class CopySource
{
    // The longest that storage lets one copy run, and no longer than a copy of many blobs may take.
    private static readonly TimeSpan Validity = TimeSpan.FromHours(6);
    private static readonly string[] Scopes = ["https://storage.azure.com/.default"];

    private readonly StorageContainer _container;
    private readonly string _query;

    public CopySource(StorageContainer container)
    {
        _container = container;
        _query = container.SignIn switch
        {
            { Sas: SasToken sas } => "?" + sas.Reveal(),
            { Key: not null } => "?" + SignReadOnly(container),
            _ => string.Empty,
        };
    }

    /// <summary>A blob's address, with the right in it where it is a SAS. It is a secret then.</summary>
    public Uri AddressOf(string blob) => new(_container.Client.GetBlobClient(blob).Uri.GetLeftPart(UriPartial.Path) + _query);

    /// <summary>The header for the source; null where its address has the right.</summary>
    public async Task<HttpAuthorization?> AuthorizeAsync(CancellationToken cancellationToken)
    {
        if (_container.SignIn.Identity is not Identity.MhsmIdentity identity) return null;
        AccessToken token = await identity.Credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellationToken).ConfigureAwait(false);
        return new HttpAuthorization("Bearer", token.Token);
    }

    private static string SignReadOnly(StorageContainer container)
    {
        var builder = new BlobSasBuilder(BlobContainerSasPermissions.Read, DateTimeOffset.UtcNow + Validity)
        {
            BlobContainerName = container.Address.Container,
            Resource = "c",
            Protocol = container.Address.IsPlainHttp ? SasProtocol.HttpsAndHttp : SasProtocol.Https,
        };
        return builder.ToSasQueryParameters(container.SignIn.Key!).ToString();
    }
}
