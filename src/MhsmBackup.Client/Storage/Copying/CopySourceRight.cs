using Azure;
using Azure.Core;
using Azure.Storage.Sas;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>
/// The right with which the destination's account reads a source blob: the SAS given, a SAS for this one blob made with the
/// account's key, or a token of the identity. Storage takes all three, also from another account or region:
/// https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url (x-ms-copy-source, x-ms-copy-source-authorization).
/// </summary>
internal sealed class CopySourceRight(StorageContainer source)
{
    // One request reads for minutes at most, and each has a SAS of its own.
    private static readonly TimeSpan SasLife = TimeSpan.FromHours(1);

    // The same in every cloud: https://learn.microsoft.com/azure/storage/blobs/authorize-access-azure-active-directory
    private static readonly string[] Scopes = ["https://storage.azure.com/.default"];

    /// <summary>A source blob's address, with the SAS if one is used. It is a secret.</summary>
    /// <param name="blob">The blob's path in its container.</param>
    public Uri UriOf(string blob)
    {
        Uri plain = source.Address.At(blob);
        string? sas = source.SignIn switch
        {
            { Sas: SasToken given } => given.Reveal(),
            { Key: not null } => MakeSas(blob),
            _ => null,
        };
        return sas is null ? plain : new Uri($"{plain.AbsoluteUri}?{sas}");
    }

    /// <summary>The token to send with the address; null where a SAS is in it.</summary>
    public async Task<HttpAuthorization?> AuthorizeAsync(CancellationToken cancellationToken)
    {
        if (source.SignIn.Identity is not Identity.MhsmIdentity identity) return null;
        AccessToken token = await identity.Credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellationToken).ConfigureAwait(false);
        return new HttpAuthorization("Bearer", token.Token);
    }

    private string MakeSas(string blob)
    {
        var builder = new BlobSasBuilder(BlobSasPermissions.Read, DateTimeOffset.UtcNow + SasLife)
        {
            BlobContainerName = source.Address.Container,
            BlobName = blob,
            Resource = "b",
            Protocol = source.Address.IsPlainHttp ? SasProtocol.HttpsAndHttp : SasProtocol.Https,
        };
        return builder.ToSasQueryParameters(source.SignIn.Key!).ToString();
    }
}
