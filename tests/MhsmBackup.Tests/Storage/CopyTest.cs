using System.Net;
using System.Text;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Copying;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>Two containers of one storage account, a backup in the first, and a wire that is watched and can be broken.</summary>
public abstract class CopyTest(AzuriteFixture azurite) : IAsyncLifetime
{
    protected const string Folder = "mhsm-contoso-hsm-2026112316180860";

    internal TestContainer From { get; private set; } = null!;

    internal TestContainer To { get; private set; } = null!;

    internal Wire Wire { get; } = new();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        From = await azurite.NewContainerAsync();
        To = await azurite.NewContainerAsync();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    internal static async Task PutAsync(TestContainer container, string name, string content, string contentType = "application/x-mhsm", Dictionary<string, string>? metadata = null, bool hasHash = true)
    {
        BlockBlobClient blob = container.Client.GetBlockBlobClient($"{Folder}/{name}");
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        string id = Convert.ToBase64String(new byte[8]);
        if (hasHash)
        {
            using var stream = new MemoryStream(bytes);
            await blob.UploadAsync(stream, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType }, Metadata = metadata }, Cancel);
            return;
        }

        using var block = new MemoryStream(bytes);
        await blob.StageBlockAsync(id, block, cancellationToken: Cancel);
        await blob.CommitBlockListAsync([id], new CommitBlockListOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType }, Metadata = metadata }, Cancel);
    }

    internal async Task PutBackupAsync(int parts = 3)
    {
        for (int i = 0; i < parts; i++) await PutAsync(From, $"block-{i:D3}", $"content of {i}");
    }

    internal StorageContainer Open(TestContainer container, string? permissions = null) => Open(
        container,
        address => permissions is null
            ? StorageSignIn.WithKey(address, SecureText.Protect(container.Server.AccountKey))
            : StorageSignIn.WithSas(SasToken.Parse(SecureText.Protect(container.Sas(permissions)))));

    internal StorageContainer Open(TestContainer container, Func<ContainerAddress, StorageSignIn> signIn)
    {
        ContainerAddress address = ContainerAddress.Parse(container.Uri.AbsoluteUri, out _);
        var connections = new StorageConnections(HsmPipeline.CreateTransport(wrap: inner =>
        {
            var handler = new WireHandler(Wire) { InnerHandler = inner };
            return handler;
        }))
        { RetryDelay = TimeSpan.FromMilliseconds(1) };
        return connections.Open(address, signIn(address));
    }

    internal static BackupPlace Place(StorageContainer container) =>
        BackupFolderName.TryParse(Folder, out BackupFolderName? name) ? new BackupPlace(container, Folder, name!) : throw new InvalidOperationException();

    internal Task<MhsmBackupCopy> CopyAsync(BackupCopier? copier = null, string folder = Folder, CopyProgress? progress = null, StorageContainer? from = null) =>
        (copier ?? new BackupCopier()).CopyAsync(Place(from ?? Open(From, "rl")), Open(To, "rcwl"), folder, progress ?? new CopyProgress(), Cancel);

    internal async Task<MhsmException> FailAsync(string errorId, BackupCopier? copier = null, StorageContainer? from = null)
    {
        MhsmException error = await Assert.ThrowsAnyAsync<MhsmException>(() => CopyAsync(copier, from: from));
        Assert.Equal(errorId, error.ErrorId);
        return error;
    }

    internal async Task<MhsmStoredBackup> InspectCopyAsync() => await BackupInspector.InspectAsync(Place(Open(To)), isDetailed: true, Cancel);
}

/// <summary>What went over the wire, and what to answer in place of storage.</summary>
internal sealed class Wire
{
    private readonly List<(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers)> _requests = [];

    /// <summary>Answers in place of storage; null lets a request through.</summary>
    public Func<HttpRequestMessage, HttpResponseMessage?> Answer { get; set; } = _ => null;

    /// <summary>Is run before a request goes through.</summary>
    public Func<HttpRequestMessage, Task> Before { get; set; } = _ => Task.CompletedTask;

    public IReadOnlyList<(string Method, Uri Uri, IReadOnlyDictionary<string, string> Headers)> Requests
    {
        get
        {
            lock (_requests) return [.. _requests];
        }
    }

    /// <summary>The names of blobs that were asked to be copied, in order.</summary>
    public IReadOnlyList<string> Copies => [.. Requests.Where(request => request.Headers.ContainsKey("x-ms-copy-source")).Select(request => request.Uri.Segments[^1])];

    public void Add(HttpRequestMessage request)
    {
        lock (_requests) _requests.Add((request.Method.Method, request.RequestUri!, request.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase)));
    }

    public void Clear()
    {
        lock (_requests) _requests.Clear();
    }

    public static bool IsCopyOf(HttpRequestMessage request, string blob) => request.Headers.Contains("x-ms-copy-source") && request.RequestUri!.AbsolutePath.EndsWith("/" + blob, StringComparison.Ordinal);

    public static HttpResponseMessage Refusal(HttpStatusCode status, string code, string words = "Storage's own words.")
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent($"<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{words}</Message></Error>", Encoding.UTF8, "application/xml") };
        response.Headers.Add("x-ms-error-code", code);
        return response;
    }
}

internal sealed class WireHandler(Wire wire) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        wire.Add(request);
        await wire.Before(request);
        if (wire.Answer(request) is HttpResponseMessage answer)
        {
            answer.RequestMessage = request;
            return answer;
        }

        return await base.SendAsync(request, cancellationToken);
    }
}
