using System.Text.Json;

namespace MhsmBackup.Identity.Evidence;

/// <summary>Where the tools of Azure keep who is signed in.</summary>
internal static class SignInFiles
{
    private static bool IsWindows => Path.DirectorySeparatorChar == '\\';

    /// <summary>
    /// The az CLI's profile, when somebody is signed in and az can be found. Source:
    /// https://learn.microsoft.com/cli/azure/azure-cli-configuration (AZURE_CONFIG_DIR)
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static SignInFile? AzureCli(Func<string, string?> variable)
    {
        string[] programs = IsWindows ? ["az.cmd", "az.exe"] : ["az"];
        string? folder = variable("AZURE_CONFIG_DIR") ?? InHome(variable, ".azure");
        if (folder is null) return null;
        SignInFile? profile = SignInFile.Find(Path.Combine(folder, "azureProfile.json"), content => content.TryGetProperty("subscriptions", out JsonElement list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0);
        return profile is not null && Folders(variable("PATH")).Any(place => programs.Any(program => File.Exists(Path.Combine(place, program)))) ? profile : null;
    }

    /// <summary>
    /// The sign-ins that Az PowerShell remembers for new sessions, when Az.Accounts is installed. Source:
    /// https://learn.microsoft.com/powershell/azure/context-persistence
    /// </summary>
    /// <param name="variable">Reads an environment variable.</param>
    public static SignInFile? AzurePowerShell(Func<string, string?> variable)
    {
        if (InHome(variable, ".Azure") is not string folder) return null;
        SignInFile? contexts = SignInFile.Find(Path.Combine(folder, "AzureRmContext.json"), content => content.TryGetProperty("Contexts", out JsonElement list) && list.ValueKind == JsonValueKind.Object && list.EnumerateObject().Any());
        return contexts is not null && Folders(variable("PSModulePath")).Any(place => Directory.Exists(Path.Combine(place, "Az.Accounts"))) ? contexts : null;
    }

    private static string? InHome(Func<string, string?> variable, string folder) =>
        variable(IsWindows ? "USERPROFILE" : "HOME") is string home ? Path.Combine(home, folder) : null;

    private static IEnumerable<string> Folders(string? list) =>
        (list ?? string.Empty).Split(Path.PathSeparator).Select(folder => folder.Trim('"', ' ')).Where(folder => folder.Length > 0 && folder.IndexOfAny(Path.GetInvalidPathChars()) < 0);
}
