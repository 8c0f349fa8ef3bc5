using System.Diagnostics;
using MhsmBackup.Rehearsal;

namespace MhsmBackup.Tests.Packaging;

/// <summary>The built module, packed once for all tests by the .NET SDK alone.</summary>
public sealed class PackageFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mhsm-test-");

    public static string Module { get; } = Path.GetDirectoryName(ModulePath.Find())!;

    /// <summary>The paths in the module, with slashes, in order.</summary>
    public static IReadOnlyList<string> ModuleFiles { get; } =
        [.. Directory.GetFiles(Module, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Module, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public string Package => Assert.Single(Directory.GetFiles(_folder.FullName, "MhsmBackup.*.nupkg"));

    public string Zip => Path.Combine(_folder.FullName, "MhsmBackup.zip");

    public string Hashes => Assert.Single(Directory.GetFiles(_folder.FullName, "MhsmBackup.*.sha256"));

    public async ValueTask InitializeAsync()
    {
        string project = SourceTree.PathOf("build", "MhsmBackup.Package.csproj");
        var start = new ProcessStartInfo("dotnet", ["pack", project, "--nologo", "--verbosity", "quiet", "-nodeReuse:false", $"-p:ModuleFolder={Module}/", "--output", _folder.FullName])
        {
            RedirectStandardOutput = true,
        };
        using Process pack = Process.Start(start)!;
        string output = await pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pack.ExitCode == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
