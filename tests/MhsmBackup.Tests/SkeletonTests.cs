namespace MhsmBackup.Tests;

public sealed class SkeletonTests
{
    [Fact]
    public void The_test_assembly_is_named_after_the_module() =>
        Assert.Equal("MhsmBackup.Tests", typeof(SkeletonTests).Assembly.GetName().Name);
}
