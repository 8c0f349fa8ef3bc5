using Azure.Storage.Blobs;
using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Connection;

/// <summary>A container and the right to it. What goes wrong comes out as the project's own errors.</summary>
public sealed class StorageContainer
{
    internal StorageContainer(ContainerAddress address, StorageSignIn signIn, BlobContainerClient client)
    {
        Address = address;
        SignIn = signIn;
        Client = client;
    }

    /// <summary>The container; the folder, when the address names one, is where backups are looked for.</summary>
    public ContainerAddress Address { get; }

    /// <summary>With what right it is reached.</summary>
    public StorageSignIn SignIn { get; }

    internal BlobContainerClient Client { get; }

    /// <summary>The same container with another folder, or with none.</summary>
    internal StorageContainer At(string? folder) => new(Address.InFolder(folder), SignIn, Client);

    /// <summary>Calls storage, and explains what it refuses.</summary>
    /// <param name="call">The call.</param>
    /// <param name="purpose">What it is for, to stand behind <c>could not be</c>: <c>listed</c>, <c>deleted</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MhsmStorageException">Storage refused, or could not be reached.</exception>
    /// <exception cref="MhsmAuthenticationException">Nobody could be signed in.</exception>
    internal async Task<T> CallAsync<T>(Func<BlobContainerClient, Task<T>> call, string purpose, CancellationToken cancellationToken)
    {
        try
        {
            return await call(Client).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not MhsmException && !cancellationToken.IsCancellationRequested)
        {
            throw StorageFailure.Explain(e, this, purpose);
        }
    }

    /// <summary>The container's address.</summary>
    public override string ToString() => Address.ToString();
}
