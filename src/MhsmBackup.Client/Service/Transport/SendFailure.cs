#if NETFRAMEWORK
using System.Net;
#endif
using System.Net.Sockets;
using System.Security.Authentication;

namespace MhsmBackup.Service.Transport;

/// <summary>Tells from an exception whether a request can have reached the service.</summary>
internal static class SendFailure
{
    /// <summary>Whether the request surely never left: no address, no connection, no TLS session.</summary>
    public static bool NeverSent(Exception exception) => Chain(exception).Any(IsBeforeSending);

    /// <summary>Whether another try has a chance: not for a name that does not exist or a certificate that is not trusted.</summary>
    public static bool IsWorthRetrying(Exception exception) => IsWorthRetrying(Chain(exception));

    /// <summary>As <see cref="IsWorthRetrying(Exception)"/>, of causes that are known already.</summary>
    public static bool IsWorthRetrying(IEnumerable<Exception> causes) => !causes.Any(cause => cause
        is AuthenticationException
        or SocketException { SocketErrorCode: SocketError.HostNotFound });

    /// <summary>The exception and its causes; of several tries, those of all of them.</summary>
    public static IEnumerable<Exception> Causes(Exception exception) => Chain(exception).SelectMany(cause => cause is AggregateException tries
        ? tries.InnerExceptions.SelectMany(Chain).Prepend(cause)
        : [cause]);

    /// <summary>The exception and its causes.</summary>
    public static IEnumerable<Exception> Chain(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException) yield return exception;
    }

#if NETFRAMEWORK
    private static bool IsBeforeSending(Exception exception) => exception is WebException
    {
        Status: WebExceptionStatus.NameResolutionFailure
            or WebExceptionStatus.ProxyNameResolutionFailure
            or WebExceptionStatus.ConnectFailure
            or WebExceptionStatus.TrustFailure
            or WebExceptionStatus.SecureChannelFailure,
    };
#else
    private static bool IsBeforeSending(Exception exception) => exception is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError
            or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError,
    };
#endif
}
