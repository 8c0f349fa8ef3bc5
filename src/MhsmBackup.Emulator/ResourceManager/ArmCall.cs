namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>A call whose caller is known, on its way to what answers it.</summary>
internal sealed record ArmCall(HttpRequest Request, ArmCaller Caller, string Version, string[] Path)
{
    /// <summary>The subscription that the path names.</summary>
    internal string Subscription => Path[1];

    /// <summary>The resource group that the path names.</summary>
    internal string ResourceGroup => Path[3];

    /// <summary>The storage account that the path names.</summary>
    internal string Account => Path[7];

    /// <summary>Whether the path is like a template, in which * is anything.</summary>
    internal bool Is(string method, string template)
    {
        string[] segments = template.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return string.Equals(method, Request.Method, StringComparison.OrdinalIgnoreCase)
            && segments.Length == Path.Length
            && segments.Zip(Path).All(pair => pair.First == "*" || string.Equals(pair.First, pair.Second, StringComparison.OrdinalIgnoreCase));
    }
}
