using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>Kestrel on the ports that were taken.</summary>
internal static class EmulatorWebHost
{
    internal static WebApplication Create(IReadOnlyCollection<LoopbackPort> ports, X509Certificate2 certificate, RequestDelegate handler)
    {
        // The empty builder reads neither environment nor files: what runs in a test or beside other servers must not take their settings.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            foreach (IPEndPoint endPoint in ports.SelectMany(port => port.EndPoints))
            {
                kestrel.Listen(endPoint, listen =>
                {
                    // As the service: and a connection that is cut is cut for one request alone.
                    listen.Protocols = HttpProtocols.Http1;
                    listen.UseHttps(certificate);
                });
            }
        });
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = endPoint => Released(ports, endPoint));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        WebApplication app = builder.Build();
        app.Run(handler);
        return app;
    }

    private static Socket Released(IEnumerable<LoopbackPort> ports, EndPoint endPoint) =>
        ports.Select(port => port.Release(endPoint)).FirstOrDefault(socket => socket is not null)
        ?? SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
}
