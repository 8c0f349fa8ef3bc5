using System.Reflection;

namespace MhsmBackup.Tests.Fixtures;

/// <summary>What the build knew and tells the tests: paths and versions.</summary>
internal static class BuildFact
{
    public static string Of(string name) =>
        typeof(BuildFact).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!;
}
