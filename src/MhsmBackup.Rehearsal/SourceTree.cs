namespace MhsmBackup.Rehearsal;

/// <summary>The source tree that this program was built in.</summary>
public static class SourceTree
{
    private const string Solution = "MhsmBackup.sln";

    private static readonly Lazy<string> Root = new(FindRoot);

    /// <summary>The path of a file or folder of the tree.</summary>
    /// <param name="parts">The names that lead to it from the root.</param>
    /// <exception cref="DirectoryNotFoundException">The program runs outside of a source tree.</exception>
    public static string PathOf(params string[] parts) => Path.Combine([Root.Value, .. parts]);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds {Solution}; the rehearsal runs in its source tree.");
    }
}
