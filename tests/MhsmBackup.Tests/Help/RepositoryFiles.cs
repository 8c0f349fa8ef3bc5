using System.Runtime.CompilerServices;

namespace MhsmBackup.Tests.Help;

/// <summary>Where the repository's files are, as far as tests read them.</summary>
internal static class RepositoryFiles
{
    private static string Root { get; } = FindRoot();

    /// <summary>A file's or folder's path.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot([CallerFilePath] string here = "")
    {
        // The source file is where it was compiled; elsewhere the output's own place leads up to the root.
        string? folder = File.Exists(here) ? Path.GetDirectoryName(here) : AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MhsmBackup.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("No folder above has MhsmBackup.sln.");
    }
}
