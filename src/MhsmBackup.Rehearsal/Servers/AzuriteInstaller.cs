namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Puts Azurite in place, as its lock file pins it.</summary>
public static class AzuriteInstaller
{
    /// <summary>Installs Azurite if it is not there.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The script that node runs as the blob service.</returns>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken = default)
    {
        string modules = await NpmFolder.EnsureAsync(Folder(), "Azurite, the storage of this rehearsal", cancellationToken);
        string script = Path.Combine(modules, "azurite", "dist", "src", "blob", "main.js");
        return File.Exists(script) ? script : throw new FileNotFoundException("npm has installed Azurite without its blob service.", script);
    }

    /// <summary>The script that ends Azurite when the process that started it is gone.</summary>
    internal static string EndWithParent() => Path.Combine(Folder(), "end-with-parent.cjs");

    private static string Folder() => SourceTree.PathOf("src", "MhsmBackup.Rehearsal", "azurite");
}
