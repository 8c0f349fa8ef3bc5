#if !NETFRAMEWORK
using System.Reflection;
using System.Runtime.Loader;

namespace MhsmBackup.Import;

/// <summary>PowerShell 7: serves the client out of a load context of its own.</summary>
internal static class ClientAssemblies
{
    private const string Client = "MhsmBackup.Client";

    // One for the process: a module that is imported again must meet the types that its jobs have.
    private static readonly Lazy<ClientLoadContext> Context = new(() => new ClientLoadContext(Folder));

    private static string Folder => Path.Combine(Path.GetDirectoryName(typeof(ClientAssemblies).Assembly.Location)!, "client");

    public static void Serve()
    {
        AssemblyLoadContext.Default.Resolving -= Resolve;
        AssemblyLoadContext.Default.Resolving += Resolve;
    }

    public static void StopServing() => AssemblyLoadContext.Default.Resolving -= Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == Client ? Context.Value.LoadFromAssemblyName(name) : null;

    private sealed class ClientLoadContext(string folder) : AssemblyLoadContext("MhsmBackup")
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            string path = Path.Combine(folder, assemblyName.Name + ".dll");
            return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
        }
    }
}
#endif
