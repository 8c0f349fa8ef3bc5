using System.Text.Json;

namespace MhsmBackup.Identity.Evidence;

/// <summary>The az CLI's file of who is signed in. Source: https://learn.microsoft.com/cli/azure/azure-cli-configuration (AZURE_CONFIG_DIR).</summary>
internal sealed class AzureCliProfile
{
    private AzureCliProfile(string path, DateTime changed)
    {
        Path = path;
        Changed = changed;
    }

    public string Path { get; }

    /// <summary>When it was written: another sign-in, or another subscription, writes it anew.</summary>
    public DateTime Changed { get; }

    /// <summary>The profile of this user when somebody is signed in and az can be found; else null.</summary>
    public static AzureCliProfile? Find(Func<string, string?> variable)
    {
        string? folder = variable("AZURE_CONFIG_DIR");
        if (folder is null)
        {
            string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            if (home.Length == 0) return null;
            folder = System.IO.Path.Combine(home, ".azure");
        }

        string path = System.IO.Path.Combine(folder, "azureProfile.json");
        try
        {
            return File.Exists(path) && HasSubscription(File.ReadAllBytes(path)) && IsOnPath(variable("PATH")) ? new AzureCliProfile(path, File.GetLastWriteTimeUtc(path)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null; // a file that cannot be read is no evidence
        }
    }

    private static bool HasSubscription(byte[] content)
    {
        // The az CLI writes a byte order mark, which JSON has not.
        ReadOnlyMemory<byte> json = content.AsMemory(content.Length >= 3 && content[0] == 0xEF && content[1] == 0xBB && content[2] == 0xBF ? 3 : 0);
        using JsonDocument profile = JsonDocument.Parse(json);
        return profile.RootElement.TryGetProperty("subscriptions", out JsonElement subscriptions) && subscriptions.ValueKind == JsonValueKind.Array && subscriptions.GetArrayLength() > 0;
    }

    private static bool IsOnPath(string? path)
    {
        bool isWindows = System.IO.Path.DirectorySeparatorChar == '\\';
        string[] names = isWindows ? ["az.cmd", "az.exe"] : ["az"];
        return (path ?? string.Empty).Split(System.IO.Path.PathSeparator).Where(folder => folder.Length > 0).Any(folder => names.Any(name => File.Exists(System.IO.Path.Combine(folder.Trim('"'), name))));
    }
}
