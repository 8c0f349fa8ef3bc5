using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Servers;

namespace MhsmBackup.Tests.Browser;

/// <summary>
/// A Chromium: what CHROME_PATH names, else one that is installed, else on Linux (x64) the one in an npm package, pinned by
/// its lock file. https://github.com/Sparticuz/chromium
/// </summary>
internal sealed record Chromium(string Path, string? Home)
{
    private static readonly string[] Names = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "microsoft-edge", "chrome", "msedge"];

    private static readonly string[] Places =
    [
        @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ];

    /// <summary>Whether it comes from the package, and needs what that has beside it.</summary>
    public bool IsOfPackage => Home is not null;

    /// <summary>The browser, or null where there is none.</summary>
    public static async Task<Chromium?> FindAsync(CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable("CHROME_PATH") is { Length: > 0 } named) return File.Exists(named) ? new Chromium(named, null) : null;
        if (Installed() is string installed) return new Chromium(installed, null);
        return OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 ? await OfPackageAsync(cancellationToken) : null;
    }

    private static string? Installed()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = OperatingSystem.IsWindows() ? [.. Names.Select(name => name + ".exe")] : Names;
        return names.SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name))).Concat(Places).FirstOrDefault(File.Exists);
    }

    [SupportedOSPlatform("linux")]
    private static async Task<Chromium> OfPackageAsync(CancellationToken cancellationToken)
    {
        string modules = await NpmFolder.EnsureAsync(SourceTree.PathOf("tests", "MhsmBackup.Tests", "Browser", "chromium"), "Chromium, which the tests look at pages with", cancellationToken);
        string home = System.IO.Path.Combine(modules, ".unpacked");
        if (!Directory.Exists(home)) await UnpackAsync(System.IO.Path.Combine(modules, "@sparticuz", "chromium", "bin"), home, cancellationToken);
        return new Chromium(System.IO.Path.Combine(home, "chromium"), home);
    }

    // Unpacked beside and moved: another process may be doing the same.
    [SupportedOSPlatform("linux")]
    private static async Task UnpackAsync(string packed, string home, CancellationToken cancellationToken)
    {
        string beside = $"{home}-{Guid.NewGuid():N}";
        Directory.CreateDirectory(beside);
        foreach (string name in new[] { "al2023", "fonts", "swiftshader" })
        {
            await using BrotliStream tar = Open(System.IO.Path.Combine(packed, name + ".tar.br"));
            await TarFile.ExtractToDirectoryAsync(tar, beside, overwriteFiles: true, cancellationToken);
        }

        string program = System.IO.Path.Combine(beside, "chromium");
        await using (BrotliStream chromium = Open(System.IO.Path.Combine(packed, "chromium.br")))
        await using (FileStream file = File.Create(program))
        {
            await chromium.CopyToAsync(file, cancellationToken);
        }

        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(
            System.IO.Path.Combine(beside, "fonts.conf"),
            $"<?xml version=\"1.0\"?><fontconfig><dir prefix=\"cwd\">fonts</dir><dir>{home}/fonts</dir><cachedir>{home}/fonts-cache</cachedir></fontconfig>",
            cancellationToken);
        try
        {
            Directory.Move(beside, home);
        }
        catch (IOException) when (Directory.Exists(home))
        {
            Directory.Delete(beside, recursive: true);
        }
    }

    private static BrotliStream Open(string path) => new(File.OpenRead(path), CompressionMode.Decompress);
}
