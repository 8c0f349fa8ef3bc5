using System.IO.Compression;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Xml.Linq;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Processes;

namespace MhsmBackup.Tests.Packaging;

/// <summary>What is shipped: every file of the module, nothing else, and what the gallery reads of it.</summary>
public sealed class PackageTests(PackageFixture packed) : IClassFixture<PackageFixture>
{
    // What makes a zip a package.
    private static readonly string[] OfThePackage = ["MhsmBackup.nuspec", "[Content_Types].xml", "_rels/.rels"];

    [Fact]
    public void The_module_has_its_cmdlets_its_help_and_the_client_and_nothing_of_the_tests()
    {
        Assert.Equal(
            [
                "CHANGELOG.md", "LICENSE", "MhsmBackup.Format.ps1xml", "MhsmBackup.Types.ps1xml", "MhsmBackup.psd1",
                "en-US/MhsmBackup.dll-Help.xml", "en-US/about_MhsmBackup.help.txt", "net472/MhsmBackup.dll", "net8.0/MhsmBackup.dll",
            ],
            PackageFixture.ModuleFiles.Where(path => !path.Contains("/client/", StringComparison.Ordinal)));
        string[] client = [.. PackageFixture.ModuleFiles.Where(path => path.Contains("/client/", StringComparison.Ordinal))];
        Assert.Contains("net8.0/client/MhsmBackup.Client.dll", client);
        Assert.Contains("net472/client/MhsmBackup.Client.dll", client);
        Assert.All(client, path => Assert.Matches(@"^net(472|8\.0)/client/(MhsmBackup\.Client|Apache\.Arrow|Azure\.(Core|Identity|Storage\.(Blobs|Common))|(Microsoft\.(Bcl|Extensions|Identity|IdentityModel)|System)\.[\w.]+)\.dll$", path));
    }

    [Fact]
    public void The_package_holds_the_module_at_its_root_byte_by_byte()
    {
        using ZipArchive package = ZipFile.OpenRead(packed.Package);
        IEnumerable<string> names = package.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName)).Where(name => !name.EndsWith(".psmdcp", StringComparison.Ordinal));
        Assert.Equal(PackageFixture.ModuleFiles.Concat(OfThePackage).Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        foreach (string file in PackageFixture.ModuleFiles) AssertSame(file, package.GetEntry(file)!);
    }

    [Fact]
    public void The_package_says_what_the_manifest_says()
    {
        using PowerShellSession session = PowerShellSession.Open();
        session.Set("manifest", ModulePath.Find());
        var module = (PSModuleInfo)Assert.Single(session.Invoke("Test-ModuleManifest $manifest").Output).BaseObject;
        using ZipArchive package = ZipFile.OpenRead(packed.Package);
        using Stream nuspec = package.GetEntry("MhsmBackup.nuspec")!.Open();
        XElement metadata = Assert.Single(XDocument.Load(nuspec).Root!.Elements());
        string Value(string name) => metadata.Element(metadata.Name.Namespace + name)?.Value ?? string.Empty;

        Assert.Equal("MhsmBackup", Value("id"));
        Assert.Equal(module.Version.ToString(), Value("version"));
        Assert.Equal(module.Author, Value("authors"));
        Assert.Equal(module.Description, Value("description"));
        Assert.Equal(module.ReleaseNotes, Value("releaseNotes"));
        Assert.Equal(module.LicenseUri.OriginalString, Value("licenseUrl"));
        Assert.Equal(module.ProjectUri?.OriginalString ?? string.Empty, Value("projectUrl"));
        Assert.Empty(metadata.Elements(metadata.Name.Namespace + "dependencies"));

        IEnumerable<string> cmdlets = module.ExportedCmdlets.Keys.SelectMany(name => new[] { "PSCmdlet_" + name, "PSCommand_" + name });
        Assert.Equal(
            module.Tags.Concat(["PSModule", "PSIncludes_Cmdlet"]).Concat(cmdlets).Order(StringComparer.Ordinal),
            Value("tags").Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_zip_for_Azure_Automation_has_one_folder_of_the_modules_name_and_short_paths()
    {
        using ZipArchive zip = ZipFile.OpenRead(packed.Zip);
        Assert.Equal(PackageFixture.ModuleFiles.Select(file => "MhsmBackup/" + file).Order(StringComparer.Ordinal), zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        // Azure Automation's limit for a path in a module.
        Assert.All(zip.Entries, entry => Assert.InRange(entry.FullName.Length, 1, 140));
        foreach (string file in PackageFixture.ModuleFiles) AssertSame(file, zip.GetEntry("MhsmBackup/" + file)!);
    }

    [Fact]
    public async Task The_unpacked_zip_is_found_by_its_name_and_imported()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("mhsm-test-");
        try
        {
            await ZipFile.ExtractToDirectoryAsync(packed.Zip, folder.FullName, TestContext.Current.CancellationToken);
            string output = await EngineProcess.RunPlainAsync(
                "$module = Import-Module MhsmBackup -PassThru; $module.ModuleBase; $module.ExportedCmdlets.Count; (Get-Help Start-MhsmBackup).Synopsis; Get-MhsmJob",
                ("PSModulePath", folder.FullName));
            string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Assert.Equal([Path.Combine(folder.FullName, "MhsmBackup"), "20"], lines[..2]);
            Assert.Contains("backup", lines[2], StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_file_is_listed_with_its_hash()
    {
        IEnumerable<string> expected = PackageFixture.ModuleFiles.Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(PackageFixture.Module, file))))}  {file}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), File.ReadAllLines(packed.Hashes).Order(StringComparer.Ordinal));
    }

    private static void AssertSame(string file, ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using (Stream stream = entry.Open()) stream.CopyTo(content);
        Assert.True(content.ToArray().AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(PackageFixture.Module, file))), file);
    }
}
