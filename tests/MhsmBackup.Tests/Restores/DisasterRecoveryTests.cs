using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Storage;

namespace MhsmBackup.Tests.Restores;

/// <summary>The guide of the worst day: every list of commands runs as it is written, but for names and the time of the purge.</summary>
public sealed partial class DisasterRecoveryTests(SecureStorageFixture fixture) : SecureStorageTest(fixture)
{
    private static readonly string[] Keys = ["app-signing", "app-wrapping", "payroll"];

    private string? _west;

    [Fact]
    public void A_hsm_that_is_gone_comes_back_in_another_one()
    {
        Prepare();
        Fixture.Hsm.Lose();
        SessionResult result = RunSection("The HSM is gone");
        Assert.Equal(Keys, Fixture.Hsm.Keys.Names);
        Assert.Contains(result.Output, item => item.BaseObject is MhsmJob { Operation: MhsmOperation.PreRestore, Passed: true });
        Assert.Equal(
            [MhsmOperation.Restore, MhsmOperation.Backup, MhsmOperation.Restore, MhsmOperation.Backup],
            result.Output.Select(item => item.BaseObject).OfType<MhsmJob>().Where(job => job.Operation != MhsmOperation.PreRestore).Select(job => job.Operation));
    }

    [Fact]
    public async Task A_region_that_is_gone_is_left_with_the_copies()
    {
        Prepare();
        TestContainer west = await Fixture.NewContainerAsync();
        _west = west.Uri.AbsoluteUri;
        Run($"Get-MhsmBackup $container -Latest | Copy-MhsmBackup -DestinationContainerUri {_west}");
        Fixture.Hsm.Lose();
        RunSection("The region is gone");
        Assert.Equal(Keys, Fixture.Hsm.Keys.Names);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_key_that_is_gone_is_recovered_or_restored(bool isPurged)
    {
        Prepare();
        Fixture.Hsm.Keys.Delete("app-signing");
        if (isPurged) Fixture.Hsm.Keys.Purge("app-signing");
        SessionResult result = RunSection("One key is gone");
        Assert.Equal(Keys, Fixture.Hsm.Keys.Names);
        // One of the two steps is refused, as the guide says.
        Assert.Equal(isPurged ? MhsmErrorId.KeyNotFound : MhsmErrorId.KeyExists, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void Keys_that_were_purged_come_back_and_one_of_the_old_name_gives_way()
    {
        Prepare();
        foreach (string key in new[] { "app-signing", "app-wrapping" })
        {
            Fixture.Hsm.Keys.Delete(key);
            Fixture.Hsm.Keys.Purge(key);
        }

        Fixture.Hsm.Keys.Create("app-signing");
        Fixture.Hsm.Keys.Delete("app-signing");
        SessionResult result = RunSection("The wrong key was purged");
        Assert.Equal(MhsmErrorId.KeyIsDeleted, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Equal(Keys, Fixture.Hsm.Keys.Names);
        Assert.Equal(2, Fixture.Hsm.Keys.Versions("app-signing").Count);
    }

    [Fact]
    public void Every_error_that_it_names_is_one_of_the_module_s() => Assert.Empty(
        Row().Matches(Text).SelectMany(row => Quoted().Matches(row.Groups["cell"].Value)).Select(match => match.Groups["id"].Value)
            .Except(typeof(MhsmErrorId).GetFields().Select(field => (string)field.GetRawConstantValue()!)));

    private static string Text => File.ReadAllText(SourceTree.PathOf("docs", "disaster-recovery.md")).ReplaceLineEndings("\n");

    // Three keys, one of them in two versions, and a whole backup of them.
    private void Prepare()
    {
        Fixture.Hsm.Lose();
        foreach (string key in Keys) Fixture.Hsm.Keys.Create(key);
        Fixture.Hsm.Keys.Create("app-signing");
        Run("$null = Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        Run("$PSDefaultParameterValues['Connect-Mhsm:Credential'] = $credential; $PSDefaultParameterValues['Connect-Mhsm:TenantId'] = $tenant; $ConfirmPreference = 'None'");
    }

    private SessionResult RunSection(string heading)
    {
        string text = Text;
        int start = text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        int end = text.IndexOf("\n## ", start + 4, StringComparison.Ordinal);
        string[] commands = [.. Fence().Matches(text[start..end]).Select(match => Indent().Replace(match.Groups["code"].Value, string.Empty))];
        Assert.True(commands.Length >= 2);
        return Session.Invoke(WithRealNames(string.Join('\n', commands)));
    }

    private string WithRealNames(string code)
    {
        (string Written, string Real)[] names =
        [
            ("https://contosobackup.blob.core.windows.net/hsm", Container.Uri.AbsoluteUri),
            ("https://contosowest.blob.core.windows.net/hsm", _west ?? "https://not.used"),
            ("contoso-hsm-dr ", Fixture.Hsm.Uri.AbsoluteUri + " "),
            ("Key contoso-hsm ", $"Key {Fixture.Hsm.Uri.AbsoluteUri} "),
            ("2026-11-23T18:00:00Z", DateTime.UtcNow.AddMinutes(1).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture)),
        ];
        return names.Aggregate(code, (text, name) => text.Replace(name.Written, name.Real, StringComparison.Ordinal));
    }

    [GeneratedRegex("^ *```powershell\n(?<code>.*?)^ *```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^   ", RegexOptions.Multiline)]
    private static partial Regex Indent();

    [GeneratedRegex("^\\| (?<cell>`[^|]*) \\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`(?<id>[A-Za-z]+)`")]
    private static partial Regex Quoted();
}
