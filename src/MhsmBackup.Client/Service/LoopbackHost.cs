using System.Net;

namespace MhsmBackup.Service;

/// <summary>Hosts that are this machine: <c>localhost</c>, <c>*.localhost</c> (RFC 6761), 127.0.0.0/8 and ::1.</summary>
internal static class LoopbackHost
{
    private const string Localhost = "localhost";

    public static bool Is(Uri uri) => Is(uri.DnsSafeHost);

    public static bool Is(string host) =>
        host.Equals(Localhost, StringComparison.OrdinalIgnoreCase)
        || IsNamed(host)
        || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    /// <summary>Whether the host is a name under <c>localhost</c>, which not every resolver knows.</summary>
    public static bool IsNamed(string host) => host.EndsWith("." + Localhost, StringComparison.OrdinalIgnoreCase);
}
