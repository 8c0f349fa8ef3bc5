using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MhsmBackup.Tests.SignIn;

/// <summary>An identity endpoint that gives one answer to everybody, where the emulator's own is too well-behaved.</summary>
internal sealed class StandInEndpoint : IDisposable
{
    private readonly HttpListener _listener = new();

    public StandInEndpoint(int status, string body)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        probe.Stop();
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = Task.Run(() => AnswerAsync(status, Encoding.UTF8.GetBytes(body)));
    }

    public string Address { get; }

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync(int status, byte[] body)
    {
        try
        {
            while (true)
            {
                HttpListenerContext call = await _listener.GetContextAsync();
                call.Response.StatusCode = status;
                await call.Response.OutputStream.WriteAsync(body);
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }
}
