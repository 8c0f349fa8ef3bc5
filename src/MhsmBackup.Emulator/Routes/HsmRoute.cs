using MhsmBackup.Emulator.Hosting;

namespace MhsmBackup.Emulator.Routes;

/// <summary>One operation: where it is, who may call it, what answers it.</summary>
internal sealed record HsmRoute(string Method, string Template, string Action, Func<HsmCall, Task<HsmAnswer>> Handler)
{
    private readonly string[] segments = Template.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first api-version that has it.</summary>
    internal string Since { get; init; } = ApiVersion.First;

    /// <summary>Whether it reads a job's status, which works without an api-version.</summary>
    internal bool IsStatus { get; init; }

    /// <summary>Whether it starts a job.</summary>
    internal bool IsStart { get; init; }

    /// <summary>Whether it works while a full restore runs.</summary>
    internal bool WorksDuringRestore { get; init; }

    /// <summary>The values of the template's <c>{…}</c>, or null if this is another path.</summary>
    internal Dictionary<string, string>? Match(string method, string[] path)
    {
        if (path.Length != segments.Length || !string.Equals(method, Method, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        for (int i = 0; i < path.Length; i++)
        {
            if (segments[i][0] == '{')
            {
                values[segments[i].Trim('{', '}')] = path[i];
            }
            else if (!string.Equals(segments[i], path[i], StringComparison.OrdinalIgnoreCase))
            {
                return null;
            }
        }

        return values;
    }
}
