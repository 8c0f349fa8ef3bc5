using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Tests.Storage;

public sealed class BackupFilterTests
{
    [Theory]
    [InlineData("contoso-hsm", true)]
    [InlineData("CONTOSO-HSM", true)]
    [InlineData("contoso-[a-h]sm", true)]
    [InlineData("contoso*", true)]
    [InlineData("c?ntoso-hsm", true)]
    [InlineData("[a-d]ontoso-hsm", true)]
    [InlineData("*", true)]
    [InlineData("contoso", false)]
    [InlineData("contoso-hsm-2", false)]
    [InlineData("[d-z]ontoso-hsm", false)]
    [InlineData("contoso.hsm", false)]
    public void A_name_passes_as_with_like(string pattern, bool passes)
    {
        Assert.True(BackupFolderName.TryParse("mhsm-contoso-hsm-2026112316180860", out BackupFolderName? name));
        var filter = new BackupFilter { HsmNames = [pattern] };
        Assert.Equal(passes, filter.Passes(name!));
        // What storage is asked for never leaves out what passes.
        Assert.True(!passes || filter.Prefixes().Any(prefix => "mhsm-contoso-hsm-2026112316180860".StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Times_are_inclusive()
    {
        Assert.True(BackupFolderName.TryParse("mhsm-a-20261123161808", out BackupFolderName? name));
        Assert.True(new BackupFilter { After = name!.Time, Before = name.Time }.Passes(name));
        Assert.False(new BackupFilter { After = name.Time.AddTicks(1) }.Passes(name));
        Assert.False(new BackupFilter { Before = name.Time.AddTicks(-1) }.Passes(name));
    }

    [Fact]
    public void A_prefix_within_another_is_not_asked_for_twice() =>
        Assert.Equal(["mhsm-2-", "mhsm-H", "mhsm-O", "mhsm-h", "mhsm-o"], new BackupFilter { HsmNames = ["hsm-*", "hsm-eu", "other", "2-*", "2-a"] }.Prefixes());

    [Theory]
    [InlineData("fabrikam-hsm")]
    [InlineData("FABRIKAM-hsm")]
    [InlineData("fabrikam*")]
    [InlineData("f*m-hsm")]
    [InlineData("[e-g]abrikam-hsm")]
    public void Case_counts_in_storage_and_not_in_a_name(string pattern)
    {
        var filter = new BackupFilter { HsmNames = [pattern] };
        foreach (string folder in new[] { "mhsm-Fabrikam-HSM-20261123161808", "mhsm-fabrikam-hsm-20261123161808", "mhsm-FABRIKAM-HSM-20261123161808" })
        {
            Assert.True(BackupFolderName.TryParse(folder, out BackupFolderName? name));
            Assert.True(filter.Passes(name!));
            Assert.Contains(filter.Prefixes(), prefix => folder.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("[z-a]*")]
    [InlineData("contoso-[9-0]")]
    public void A_set_of_characters_that_is_none_is_refused_at_once(string pattern)
    {
        MhsmInputException error = Assert.Throws<MhsmInputException>(() => new BackupFilter { HsmNames = [pattern] });
        Assert.Equal(MhsmErrorId.InvalidHsmName, error.ErrorId);
        Assert.Contains(pattern, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_names_all_is_asked_for() => Assert.Equal([string.Empty], BackupFilter.None.Prefixes());
}
