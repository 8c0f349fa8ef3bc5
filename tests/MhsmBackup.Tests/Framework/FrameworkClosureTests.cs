using MhsmBackup.Rehearsal;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Framework;

/// <summary>Windows PowerShell 5.1 does not run here: what it would load is checked down to the last member.</summary>
public sealed class FrameworkClosureTests
{
    [Fact]
    public void Everything_that_the_module_refers_to_in_Windows_PowerShell_is_there()
    {
        using FrameworkClosure closure = Open(_ => true);
        Assert.Equal(string.Empty, string.Join('\n', closure.Problems()));
        Assert.Contains("Azure.Core", closure.Shipped);
        Assert.InRange(closure.CheckedMembers, 10_000, int.MaxValue);
    }

    [Theory]
    [InlineData("System.Memory.dll", "which is nowhere")]
    [InlineData("System.Text.Json.dll", "wants System.Text.Json")]
    public void An_assembly_that_is_not_shipped_is_noticed(string missing, string problem)
    {
        using FrameworkClosure closure = Open(path => Path.GetFileName(path) != missing);
        Assert.Contains(closure.Problems(), line => line.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void A_member_that_the_framework_lacks_is_noticed()
    {
        // The assembly for .NET 8 uses much that .NET Framework has not.
        string client = Path.Combine(Folder("net8.0"), "client", "MhsmBackup.Client.dll");
        using var closure = new FrameworkClosure(Shipped().Where(path => Path.GetFileName(path) != "MhsmBackup.Client.dll").Append(client), Framework());
        Assert.Contains(closure.Problems(), line => line.StartsWith("MhsmBackup.Client: wants System.Runtime 8", StringComparison.Ordinal));
        Assert.Contains(closure.Problems(), line => line.StartsWith("MhsmBackup.Client: wants the type ", StringComparison.Ordinal));
    }

    private static FrameworkClosure Open(Func<string, bool> isShipped) => new(Shipped().Where(isShipped), Framework());

    private static string[] Shipped() => Directory.GetFiles(Folder("net472"), "*.dll", SearchOption.AllDirectories);

    private static IEnumerable<string> Framework()
    {
        string folder = BuildFact.Of("FrameworkReferences");
        return Directory.GetFiles(folder, "*.dll").Concat(Directory.GetFiles(Path.Combine(folder, "Facades"), "*.dll")).Where(AssemblyFile.Is);
    }

    private static string Folder(string framework) => Path.Combine(Path.GetDirectoryName(ModulePath.Find())!, framework);
}
