using System.Net;
using System.Net.Sockets;

namespace MhsmBackup.Tests.Storage;

/// <summary>Stands before a storage account and refuses to list the blobs of one folder.</summary>
internal sealed class BrokenListing : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new();
    private readonly Uri _storage;
    private readonly string _folder;

    public BrokenListing(Uri storage, string folder)
    {
        _storage = storage;
        _folder = folder;
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    public void Dispose()
    {
        _listener.Close();
        _client.Dispose();
    }

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                _ = Task.Run(() => PassAsync(context));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task PassAsync(HttpListenerContext context)
    {
        if (context.Request.RawUrl!.Contains("prefix=" + _folder, StringComparison.Ordinal))
        {
            context.Response.StatusCode = 400;
            context.Response.Close();
            return;
        }

        using HttpResponseMessage answer = await _client.GetAsync(new Uri(_storage, context.Request.RawUrl));
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        context.Response.Close(await answer.Content.ReadAsByteArrayAsync(), willBlock: false);
    }
}
