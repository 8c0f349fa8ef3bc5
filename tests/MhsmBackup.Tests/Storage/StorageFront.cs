using System.Net;
using System.Net.Sockets;

namespace MhsmBackup.Tests.Storage;

/// <summary>Stands before a storage account on a port of its own.</summary>
internal abstract class StorageFront : IDisposable
{
    private readonly HttpListener _listener = new();

    protected StorageFront(Uri storage)
    {
        Storage = storage;
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        Port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        _listener.Prefixes.Add($"http://{Authority}/");
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port { get; }

    public string Authority => $"127.0.0.1:{Port}";

    protected Uri Storage { get; }

    protected HttpClient Client { get; } = new();

    public virtual void Dispose()
    {
        GC.SuppressFinalize(this);
        _listener.Close();
        Client.Dispose();
    }

    protected abstract Task PassAsync(HttpListenerContext context);

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
}
