using System.Diagnostics;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Puts the packages of a folder in place, as its lock file pins them. No package runs a script of its own.</summary>
public static class NpmFolder
{
    private static readonly TimeSpan LockRetry = TimeSpan.FromMilliseconds(200);

    /// <summary>Installs the packages if they are not there.</summary>
    /// <param name="folder">The folder with package.json and package-lock.json.</param>
    /// <param name="purpose">What they are needed for, in words for whoever has no npm.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The folder node_modules.</returns>
    public static async Task<string> EnsureAsync(string folder, string purpose, CancellationToken cancellationToken = default)
    {
        string modules = Path.Combine(folder, "node_modules");

        // npm writes this one last: before it, what is there may be half an installation.
        string done = Path.Combine(modules, ".package-lock.json");
        if (!File.Exists(done))
        {
            await using FileStream alone = await LockAsync(modules + ".lock", cancellationToken);
            if (!File.Exists(done))
            {
                await InstallAsync(folder, purpose, cancellationToken);
            }
        }

        return modules;
    }

    private static async Task InstallAsync(string folder, string purpose, CancellationToken cancellationToken)
    {
        string[] arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        // npm is a batch file on Windows, which only the command interpreter can start.
        ProcessStartInfo start = OperatingSystem.IsWindows() ? new("cmd.exe", ["/d", "/c", "npm.cmd", .. arguments]) : new("npm", arguments);
        start.WorkingDirectory = folder;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process npm = ServerProcess.Start(start, $"npm, which comes with Node.js, installs {purpose}");
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
}
