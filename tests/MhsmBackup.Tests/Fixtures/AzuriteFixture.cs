using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Rehearsal.Servers;
using MhsmBackup.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MhsmBackup.Tests.Fixtures;

/// <summary>One Azurite for the whole assembly; each test has containers of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private AzuriteServer? server;

    public AzuriteServer Server => server ?? throw new InvalidOperationException("Azurite has not started.");

    public async ValueTask InitializeAsync() => server = await AzuriteServer.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }
    }

    /// <summary>A new container, its address and a SAS with all permissions.</summary>
    public async Task<TestContainer> NewContainerAsync()
    {
        string name = "test-" + Guid.NewGuid().ToString("N");
        Uri uri = await Server.CreateContainerAsync(name, TestContext.Current.CancellationToken);
        return new TestContainer(Server, name, uri);
    }
}

/// <summary>A container of one test.</summary>
public sealed record TestContainer(AzuriteServer Server, string Name, Uri Uri)
{
    public BlobContainerClient Client => Server.Container(Name);

    public string Sas(string permissions = "rcwdl") => Server.CreateSas(Name, permissions);

    public async Task<IReadOnlyList<string>> BlobNamesAsync(string? prefix = null)
    {
        List<string> names = [];
        await foreach (BlobItem blob in Client.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, TestContext.Current.CancellationToken))
        {
            names.Add(blob.Name);
        }

        return names;
    }
}
