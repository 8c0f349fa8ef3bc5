using MhsmBackup.Keys;
using MhsmBackup.Restores.Drills;

namespace MhsmBackup.Tests.Restores.Drills;

public sealed class DrillComparisonTests
{
    private static readonly DateTime Backup = new(2026, 11, 1, 2, 0, 0, 250, DateTimeKind.Utc);

    [Fact]
    public void What_is_there_and_the_same_counts_as_found()
    {
        DrillComparison comparison = Compare([Expect("a", Version("1", "x"), Version("2", "y"))], [Version("1", "x"), Version("2", "y")]);
        Assert.Equal((true, 1, 1, 0), (comparison.IsSame, comparison.Expected, comparison.Found, comparison.Newer));
    }

    [Fact]
    public void Another_public_part_is_another_key()
    {
        DrillComparison comparison = Compare([Expect("a", Version("1", "x"), Version("2", "y"))], [Version("1", "x"), Version("2", "z")]);
        Assert.Equal((false, 1, 0), (comparison.IsSame, comparison.Expected, comparison.Found));
        Assert.Equal(["a/2"], comparison.Different);
        Assert.Empty(comparison.Missing);
    }

    [Fact]
    public void A_missing_key_is_named_alone_and_a_missing_version_with_its_key()
    {
        DrillComparison comparison = Compare([Expect("a", Version("1", "x"), Version("2", "y")), Expect("gone", Version("1", "x"), Version("2", "x"))], [Version("1", "x")]);
        Assert.Equal(["a/2", "gone"], comparison.Missing);
        Assert.Equal((false, 2, 0), (comparison.IsSame, comparison.Expected, comparison.Found));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void What_is_newer_than_the_backup_is_not_missing_and_the_second_of_the_backup_is_left_open(int seconds, bool isNewer)
    {
        DateTime made = Backup.AddMilliseconds(-250).AddSeconds(seconds);
        DrillComparison comparison = Compare([Expect("new", Version("1", "x") with { Created = made })], []);
        Assert.Equal(isNewer ? ((bool?)null, 0, 1) : (false, 1, 0), (comparison.IsSame, comparison.Expected, comparison.Newer));
    }

    [Fact]
    public void A_key_that_was_named_has_to_be_there_however_new_it_is()
    {
        DrillComparison comparison = Compare([Expect("precious", Version("1", "x") with { Created = Backup.AddDays(1) }) with { IsNamed = true }], []);
        Assert.Equal(["precious"], comparison.Missing);
        Assert.Equal((false, 1, 0), (comparison.IsSame, comparison.Expected, comparison.Found));
    }

    [Fact]
    public void A_newer_version_does_not_make_its_key_incomplete()
    {
        DrillComparison comparison = Compare([Expect("a", Version("1", "x"), Version("2", "y") with { Created = Backup.AddDays(1) })], [Version("1", "x")]);
        Assert.Equal((true, 1, 1, 1), (comparison.IsSame, comparison.Expected, comparison.Found, comparison.Newer));
    }

    [Fact]
    public void What_came_in_time_although_it_is_newer_is_compared_as_well() =>
        Assert.Equal(["a/1"], Compare([Expect("a", Version("1", "x") with { Created = Backup.AddSeconds(9) })], [Version("1", "z")]).Different);

    [Fact]
    public void A_name_without_versions_is_looked_for_by_name()
    {
        Assert.True(Compare([new DrillExpectation("a", [])], [Version("1", "x")]).IsSame);
        Assert.Equal(["a"], Compare([new DrillExpectation("a", [])], []).Missing);
        Assert.Equal(["a"], Compare([new DrillExpectation("a", Versions: null)], []).Missing);
    }

    [Fact]
    public void What_could_not_be_read_is_found_and_not_verified()
    {
        DrillComparison unread = Compare([new DrillExpectation("a", Versions: null)], [Version("1", "x")]);
        Assert.Equal((null, 1, 1), (unread.IsSame, unread.Expected, unread.Found));
        Assert.Equal(["a/1"], Compare([Expect("a", Version("1", null))], [Version("1", "x")]).Uncompared);
        Assert.Equal(["a/1"], Compare([Expect("a", Version("1", "x"))], [Version("1", null)]).Uncompared);
    }

    [Fact]
    public void A_version_that_no_source_has_is_foreign_unless_its_key_is_deleted_there()
    {
        SourceKeys source = Source(deleted: ["deleted"], Version("1", null) with { Name = "a" });
        Assert.Empty(Foreign(source, ("a", Version("1", null)), ("deleted", Version("7", null))));
        Assert.Equal(["a (version 2 is at none of the sources)", "own (version 1 is at none of the sources)"], Foreign(source, ("a", Version("2", null)), ("own", Version("1", null))));
    }

    [Fact]
    public void Where_the_source_could_not_be_read_for_a_fault_everything_is_foreign() => Assert.Equal(
        ["own (whether version 1 is at a source could not be read)"], Foreign(new SourceKeys(), ("own", Version("1", null))));

    [Fact]
    public void Where_the_source_may_not_be_read_only_what_is_later_than_the_backup_is_foreign()
    {
        var unread = new SourceKeys { IsDenied = true };
        Assert.Empty(Foreign(unread, ("own", Version("1", null))));
        Assert.StartsWith("own (made 2026-11-01 02:00:09Z", Assert.Single(Foreign(unread, ("own", Version("1", null) with { Created = Backup.AddSeconds(8.75) }))), StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_changed_since_the_backup_is_foreign_unless_it_was_changed_so_at_the_source()
    {
        ManagedHsmKey changed = Version("1", null) with { Name = "a", Updated = Backup.AddSeconds(5) };
        Assert.Empty(Foreign(Source(deleted: [], changed), ("a", changed)));
        Assert.StartsWith("a (changed", Assert.Single(Foreign(Source(deleted: [], Version("1", null) with { Name = "a" }), ("a", changed))), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Foreign(SourceKeys source, params (string Name, ManagedHsmKey Version)[] destination) =>
        DrillDestination.FindForeign(destination.ToDictionary(key => key.Name, key => (IReadOnlyList<ManagedHsmKey>)[key.Version]), [source], Backup);

    private static SourceKeys Source(string[] deleted, params ManagedHsmKey[] versions) => new()
    {
        Versions = versions.GroupBy(version => version.Name).ToDictionary(key => key.Key, key => (IReadOnlyList<ManagedHsmKey>)[.. key]),
        DeletedNames = deleted,
    };

    private static DrillComparison Compare(IEnumerable<DrillExpectation> expected, IReadOnlyList<ManagedHsmKey> found) =>
        DrillComparison.Of(expected, found.Count == 0 ? [] : new Dictionary<string, IReadOnlyList<ManagedHsmKey>> { ["a"] = found }, Backup);

    private static DrillExpectation Expect(string name, params ManagedHsmKey[] versions) => new(name, versions);

    private static ManagedHsmKey Version(string version, string? publicPart) => new()
    {
        Name = "a",
        Version = version,
        PublicPart = publicPart,
        Created = Backup.AddDays(-30),
        Updated = Backup.AddDays(-30),
    };
}
