using System.Net;
using System.Net.Sockets;

namespace MhsmBackup.Emulator.Hosting;

/// <summary>A port held on every loopback address of the machine, from before the server starts, so that nobody else can take it.</summary>
internal sealed class LoopbackPort : IDisposable
{
    private const int Attempts = 50;

    private readonly Dictionary<IPEndPoint, Socket> sockets;

    private LoopbackPort(int number, Dictionary<IPEndPoint, Socket> sockets)
    {
        Number = number;
        this.sockets = sockets;
    }

    internal int Number { get; }

    internal IEnumerable<IPEndPoint> EndPoints => sockets.Keys;

    /// <summary>Takes a port; 0 takes a free one.</summary>
    internal static LoopbackPort Take(int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            Dictionary<IPEndPoint, Socket> sockets = [];
            try
            {
                int number = Listen(IPAddress.Loopback, port, sockets);
                if (HasIPv6Loopback())
                {
                    Listen(IPAddress.IPv6Loopback, number, sockets);
                }

                return new LoopbackPort(number, sockets);
            }
            catch (SocketException failure)
            {
                foreach (Socket socket in sockets.Values)
                {
                    socket.Dispose();
                }

                if (port != 0 || attempt == Attempts)
                {
                    throw new IOException($"The port {(port == 0 ? "" : port + " ")}cannot be opened on loopback: {failure.Message}", failure);
                }
            }
        }
    }

    /// <summary>Hands the socket of an end point over to the server.</summary>
    internal Socket? Release(EndPoint endPoint) => endPoint is IPEndPoint ip && sockets.Remove(ip, out Socket? socket) ? socket : null;

    public void Dispose()
    {
        foreach (Socket socket in sockets.Values)
        {
            socket.Dispose();
        }
    }

    private static int Listen(IPAddress address, int port, Dictionary<IPEndPoint, Socket> sockets)
    {
        Socket socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));

            // Bound alone, the port could still be given to someone else.
            socket.Listen();
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        IPEndPoint bound = (IPEndPoint)socket.LocalEndPoint!;
        sockets[bound] = socket;
        return bound.Port;
    }

    private static bool HasIPv6Loopback()
    {
        if (!Socket.OSSupportsIPv6)
        {
            return false;
        }

        try
        {
            using Socket probe = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
