namespace MhsmBackup.Rehearsal;

/// <summary>Finds the module that the build has assembled.</summary>
public static class ModulePath
{
    /// <summary>The path of the manifest in out/MhsmBackup.</summary>
    /// <exception cref="FileNotFoundException">The module has not been built.</exception>
    public static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string manifest = Path.Combine(folder.FullName, "out", "MhsmBackup", "MhsmBackup.psd1");
            if (File.Exists(manifest)) return manifest;
        }

        throw new FileNotFoundException("out/MhsmBackup/MhsmBackup.psd1 is not there. Build the module first: dotnet build.");
    }
}
