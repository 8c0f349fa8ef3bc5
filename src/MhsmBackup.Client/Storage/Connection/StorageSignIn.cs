using System.Security;
using System.Text.RegularExpressions;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Secrets;

namespace MhsmBackup.Storage.Connection;

/// <summary>With what right this machine itself reads and writes a container: a SAS, the account's key, or an identity.</summary>
public sealed class StorageSignIn
{
    private static readonly Regex Base64 = new("^[A-Za-z0-9+/]{20,}={0,2}$", RegexOptions.CultureInvariant);

    private readonly Func<Uri, BlobClientOptions, BlobContainerClient> _open;

    private StorageSignIn(string description, Func<Uri, BlobClientOptions, BlobContainerClient> open)
    {
        Description = description;
        _open = open;
    }

    /// <summary>The right in words, to stand behind <c>reached</c>.</summary>
    public string Description { get; }

    /// <summary>The identity; null where a SAS or a key is used.</summary>
    public MhsmIdentity? Identity { get; private init; }

    /// <summary>The SAS; null where an identity or a key is used.</summary>
    public SasToken? Sas { get; private init; }

    /// <summary>The account's key; null where an identity or a SAS is used.</summary>
    internal StorageSharedKeyCredential? Key { get; private init; }

    /// <summary>With a SAS.</summary>
    /// <param name="sas">The token; it is used as it is, and storage judges it.</param>
    public static StorageSignIn WithSas(SasToken sas)
    {
        var credential = new AzureSasCredential(sas.Reveal());
        return new StorageSignIn("with the SAS token given", (uri, options) => new BlobContainerClient(uri, credential, options)) { Sas = sas };
    }

    /// <summary>With a key of the storage account.</summary>
    /// <param name="container">A container of the account.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidStorageAccountKey"/>, or <see cref="MhsmErrorId.InvalidContainerUri"/>: the address does not
    /// tell the account's name.
    /// </exception>
    public static StorageSignIn WithKey(ContainerAddress container, SecureString key)
    {
        string text = SecureText.Reveal(key).Trim();
        if (!Base64.IsMatch(text) || text.Length % 4 != 0)
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidStorageAccountKey,
                "What was given is not a key of a storage account: a key is base64, 88 characters long. Get it with (Get-AzStorageAccountKey -ResourceGroupName <group> -Name <account>)[0].Value.");
        }

        var credential = new StorageSharedKeyCredential(container.DemandAccountName(), text);
        return new StorageSignIn("with the account's key", (uri, options) => new BlobContainerClient(uri, credential, options)) { Key = credential };
    }

    /// <summary>As somebody who is signed in.</summary>
    /// <param name="identity">Who.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.StorageSignInMissing"/>: all there is is a token for Managed HSM.</exception>
    public static StorageSignIn WithIdentity(MhsmIdentity identity)
    {
        if (identity.Way is Identity.Ways.AccessTokenSignIn)
        {
            throw new MhsmInputException(
                MhsmErrorId.StorageSignInMissing,
                "Signed in with an access token, which is for Managed HSM alone and does not open a storage account. Give -SasToken or -StorageAccountKey, or sign in another way with Connect-Mhsm.");
        }

        return new StorageSignIn($"as the identity that signs in {identity.Way}", (uri, options) => new BlobContainerClient(uri, identity.Credential, options)) { Identity = identity };
    }

    /// <summary>The right in words.</summary>
    public override string ToString() => Description;

    internal BlobContainerClient Open(Uri container, BlobClientOptions options) => _open(container, options);
}
