using System.Text.Json;

namespace MhsmBackup.Identity.Evidence;

/// <summary>
/// The sign-ins that Az PowerShell remembers for new sessions. Source:
/// https://learn.microsoft.com/powershell/azure/context-persistence
/// </summary>
internal sealed class AzurePowerShellContextFile
{
    private AzurePowerShellContextFile(string path, DateTime changed)
    {
        Path = path;
        Changed = changed;
    }

    public string Path { get; }

    /// <summary>When it was written: another sign-in writes it anew.</summary>
    public DateTime Changed { get; }

    /// <summary>The file of this user when a sign-in is in it and Az.Accounts is installed; else null.</summary>
    public static AzurePowerShellContextFile? Find(Func<string, string?> variable)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (home.Length == 0) return null;
        string path = System.IO.Path.Combine(home, ".Azure", "AzureRmContext.json");
        try
        {
            return File.Exists(path) && HasContext(File.ReadAllBytes(path)) && IsInstalled(variable("PSModulePath")) ? new AzurePowerShellContextFile(path, File.GetLastWriteTimeUtc(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // a file that cannot be read is no evidence
        }
    }

    private static bool HasContext(byte[] content)
    {
        using JsonDocument file = JsonDocument.Parse(content);
        return file.RootElement.TryGetProperty("Contexts", out JsonElement contexts) && contexts.ValueKind == JsonValueKind.Object && contexts.EnumerateObject().Any();
    }

    private static bool IsInstalled(string? modulePath) =>
        (modulePath ?? string.Empty).Split(System.IO.Path.PathSeparator).Where(folder => folder.Length > 0).Any(folder => Directory.Exists(System.IO.Path.Combine(folder, "Az.Accounts")));
}
