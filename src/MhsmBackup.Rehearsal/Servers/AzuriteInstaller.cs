using System.Diagnostics;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Puts Azurite in place, as its lock file pins it.</summary>
public static class AzuriteInstaller
{
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>Installs Azurite if it is not there.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The script that node runs as the blob service.</returns>
    public static async Task<string> EnsureAsync(CancellationToken cancellationToken = default)
    {
        string folder = Folder();
        string script = Path.Combine(folder, "node_modules", "azurite", "dist", "src", "blob", "main.js");

        // npm writes this one last: before it, what is there may be half an installation.
        string done = Path.Combine(folder, "node_modules", ".package-lock.json");
        if (!File.Exists(done))
        {
            await using FileStream alone = await LockAsync(Path.Combine(folder, "node_modules.lock"), cancellationToken);
            if (!File.Exists(done))
            {
                await InstallAsync(folder, cancellationToken);
            }
        }

        return File.Exists(script) ? script : throw new FileNotFoundException("npm has installed Azurite without its blob service.", script);
    }

    /// <summary>The script that ends Azurite when the process that started it is gone.</summary>
    internal static string EndWithParent() => Path.Combine(Folder(), "end-with-parent.cjs");

    private static async Task InstallAsync(string folder, CancellationToken cancellationToken)
    {
        // npm is a batch file on Windows, which only the command interpreter can start.
        ProcessStartInfo start = OperatingSystem.IsWindows()
            ? new("cmd.exe", ["/d", "/c", "npm.cmd", "ci", "--no-audit", "--no-fund", "--loglevel=error"])
            : new("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process npm = ServerProcess.Start(start, "npm, which comes with Node.js, installs Azurite, the storage of this rehearsal");
        try
        {
            Task<string> output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            string errors = await npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new InvalidOperationException($"npm ci has failed with exit code {npm.ExitCode}: {errors}{await output}");
            }
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>An open file is a lock that every process understands, and that no crash leaves behind.</summary>
    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                await Task.Delay(LockRetry, cancellationToken);
            }
        }
    }

    private static string Folder() => SourceTree.PathOf("src", "MhsmBackup.Rehearsal", "azurite");
}
