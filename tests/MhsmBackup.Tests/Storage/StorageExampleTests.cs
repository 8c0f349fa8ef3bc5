using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Help;

namespace MhsmBackup.Tests.Storage;

/// <summary>
/// Every example of the storage pages runs as it is written, signed in and with real storage, but for the names of HSMs,
/// accounts, containers, folders and files.
/// </summary>
public sealed class StorageExampleTests(SecureStorageFixture fixture) : SecureStorageTest(fixture)
{
    private static readonly string[] Pages =
    [
        "Copy-MhsmBackup", "Export-MhsmReport", "Format-MhsmTimeline", "Get-MhsmBackup", "New-MhsmBackupContainer", "New-MhsmSasToken", "Remove-MhsmBackup", "Test-MhsmBackupStorage", "Test-MhsmSasToken",
    ];

    // What the examples use besides the module; the engine that the tests have comes without these cmdlets.
    private const string Helpers =
        """
        function Read-Host([string] $Prompt, [switch] $AsSecureString) { [System.Net.NetworkCredential]::new('', $(if ($Prompt -like '*key*') { $accountKey } elseif ($Prompt -like '*destination') { $destinationSas } else { $fullSas })).SecurePassword }
        function Get-Date { [DateTime]::Now }
        filter Format-List { $_ }
        filter Export-Clixml([string] $Path) { [IO.File]::WriteAllText($Path, [System.Management.Automation.PSSerializer]::Serialize($_)) }
        function Import-Clixml([string] $Path) { [System.Management.Automation.PSSerializer]::Deserialize([IO.File]::ReadAllText($Path)) }
        $ConfirmPreference = 'None'
        """;

    private static readonly DateTime Yesterday = DateTime.UtcNow.AddDays(-1);

    public static TheoryData<string, int> Examples
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (CmdletPage page in CmdletPage.All.Where(page => IsOfStorage(page.Name)))
            {
                for (int i = 0; i < page.Examples.Count; i++) data.Add(page.Name, i + 1);
            }

            return data;
        }
    }

    private readonly string _report = Path.Combine(Path.GetTempPath(), $"mhsm-test-{Guid.NewGuid():N}.html");

    public override ValueTask DisposeAsync()
    {
        File.Delete(_report);
        return base.DisposeAsync();
    }

    /// <summary>Whether a page's examples call storage, for which they need somebody who is signed in.</summary>
    internal static bool IsOfStorage(string cmdlet) => Pages.Contains(cmdlet);

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_runs_as_written(string page, int number)
    {
        string code = CmdletPage.Of(page).Examples[number - 1].Code;
        await PrepareAsync(code);
        TestContainer other = await Fixture.NewContainerAsync();
        if (code.Contains("of the destination", StringComparison.Ordinal)) Session.Set("destinationSas", other.Sas("rcwl"));

        SessionResult result = Run(WithRealNames(code, other));

        // A filter may leave something or nothing; an assignment and a file leave nothing.
        string last = code.Split('\n')[^1];
        bool mayBeSilent = last.Contains("Where-Object", StringComparison.Ordinal) || last.Contains(" = ", StringComparison.Ordinal) || last.Contains("Export-", StringComparison.Ordinal);
        if (!mayBeSilent) Assert.NotEmpty(result.Output);
    }

    // A backup of the service's, an HSM that has lost a key since, and older backups.
    private async Task PrepareAsync(string code)
    {
        foreach (string key in new[] { "rsa-key2", "app-signing", "app-wrapping" }) Fixture.Hsm.Keys.Create(key);
        Run("$null = Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        if (code.Contains("Restore-MhsmKey", StringComparison.Ordinal)) Fixture.Hsm.Lose();
        for (int day = 1; day < 4; day++) await Folders.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Yesterday.AddDays(1 - day)));
        Session.Set("fullSas", Container.Sas("rcwdl"));
        Session.Set("sas", Container.Sas("rcwdl"));
        Session.Set("accountKey", Fixture.Azurite.AccountKey);
        Session.Invoke(Helpers);
    }

    private string WithRealNames(string code, TestContainer other)
    {
        (string Written, string Real)[] names =
        [
            ("-StorageAccountName contosobackup -BlobContainerName hsm", $"-ContainerUri {Container.Uri}"),
            ("https://contosobackup.blob.core.windows.net/hsm", Container.Uri.AbsoluteUri),
            ("https://contosowest.blob.core.windows.net/hsm", other.Uri.AbsoluteUri),
            ("mhsm-contoso-hsm-2026112316180860", TestContainerAddress.FolderOf("contoso-hsm", Yesterday)),
            ("./report.html", $"'{_report}'"),
            ("| Restore-MhsmKey ", $"| Restore-MhsmKey -HsmName {Fixture.Hsm.Uri} "),
            ("| Start-MhsmRestore ", $"| Start-MhsmRestore -HsmName {Fixture.Hsm.Uri} "),
            ("Start-MhsmBackup contoso-hsm", $"Start-MhsmBackup {Fixture.Hsm.Uri}"),
        ];
        return names.Aggregate(code, (text, name) => text.Replace(name.Written, name.Real, StringComparison.Ordinal));
    }
}
