using System.Management.Automation;
using MhsmBackup.Session;

namespace MhsmBackup.Import;

/// <summary>Runs when PowerShell imports and removes the module.</summary>
/// <remarks>
/// The import loads this assembly alone. The client, with Azure.Core and all it needs, lies in a folder beside it and is
/// loaded at the first use, apart from the versions that other modules bring.
/// </remarks>
public sealed class ModuleLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    /// <summary>Called by PowerShell at the import.</summary>
    public void OnImport() => ClientAssemblies.Serve();

    /// <summary>Called by PowerShell when the module is removed.</summary>
    /// <param name="psModuleInfo">The module.</param>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        MhsmSession.End();
        ClientAssemblies.StopServing();
    }
}
