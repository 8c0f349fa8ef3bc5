using MhsmBackup.Emulator.Hosting;

namespace MhsmBackup.Emulator.Routes;

/// <summary>All operations; those with more fixed segments come first.</summary>
internal sealed class RouteTable(params IEnumerable<HsmRoute> routes)
{
    private readonly HsmRoute[] routes = [.. routes];

    /// <exception cref="ServiceException">There is no such operation.</exception>
    internal (HsmRoute Route, IReadOnlyDictionary<string, string> Values) Find(HttpRequest request)
    {
        // Published clients send doubled and trailing slashes.
        string[] path = (request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        foreach (HsmRoute route in routes)
        {
            if (route.Match(request.Method, path) is { } values)
            {
                return (route, values);
            }
        }

        throw NoSuchOperation(request);
    }

    internal static ServiceException NoSuchOperation(HttpRequest request) =>
        ServiceException.NotFound("NotFound", $"There is no operation {request.Method} {request.Path} in this version of the service.");
}
