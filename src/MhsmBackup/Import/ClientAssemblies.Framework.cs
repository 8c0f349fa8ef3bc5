#if NETFRAMEWORK
using System.Reflection;

namespace MhsmBackup.Import;

/// <summary>Windows PowerShell: serves exactly the versions that lie beside the module, to the module's own assemblies.</summary>
internal static class ClientAssemblies
{
    private static string Folder => Path.Combine(Path.GetDirectoryName(typeof(ClientAssemblies).Assembly.Location)!, "client");

    public static void Serve()
    {
        AppDomain.CurrentDomain.AssemblyResolve -= Resolve;
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
    }

    public static void StopServing() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    private static Assembly? Resolve(object sender, ResolveEventArgs args)
    {
        var wanted = new AssemblyName(args.Name);
        string path = Path.Combine(Folder, wanted.Name + ".dll");
        if (!File.Exists(path) || !IsOurs(args.RequestingAssembly)) return null;

        // powershell.exe has no binding redirects of ours, so a request for an older version is served with ours.
        AssemblyName here = AssemblyName.GetAssemblyName(path);
        bool serves = wanted.Version is null || wanted.Version <= here.Version;
        return serves ? Assembly.LoadFrom(path) : null;
    }

    // A request by name alone (a serializer's, a type load's) names nobody.
    private static bool IsOurs(Assembly? requesting) =>
        requesting is null
        || requesting == typeof(ClientAssemblies).Assembly
        || (!requesting.IsDynamic && requesting.Location.StartsWith(Folder, StringComparison.OrdinalIgnoreCase));
}
#endif
