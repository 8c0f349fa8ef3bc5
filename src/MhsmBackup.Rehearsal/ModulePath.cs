namespace MhsmBackup.Rehearsal;

/// <summary>Finds the module that the build has assembled.</summary>
public static class ModulePath
{
    /// <summary>The path of the manifest in out/MhsmBackup.</summary>
    /// <exception cref="FileNotFoundException">The module has not been built.</exception>
    public static string Find()
    {
        string manifest = SourceTree.PathOf("out", "MhsmBackup", "MhsmBackup.psd1");
        if (File.Exists(manifest)) return manifest;
        throw new FileNotFoundException("out/MhsmBackup/MhsmBackup.psd1 is not there. Build the module first: dotnet build.");
    }
}
