using System.Text;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Processes;
using MhsmBackup.Tests.Storage;

namespace MhsmBackup.Tests.Help;

/// <summary>Every example of every page runs as it is written, but for the names of HSMs, containers, backups and jobs.</summary>
public sealed class ExampleTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    // What the examples use besides the module; the engine that the tests have comes without these modules.
    private const string Helpers =
        """
        function Read-Host([string] $Prompt, [switch] $AsSecureString) { [System.Net.NetworkCredential]::new('', $storageSas).SecurePassword }
        function Get-AzKeyVaultManagedHsm { [pscustomobject] @{ Name = 'contoso-hsm'; HsmUri = $hsm } }
        filter Export-Clixml([string] $Path) { [IO.File]::WriteAllText($Path, [System.Management.Automation.PSSerializer]::Serialize($_)) }
        function Import-Clixml([string] $Path) { [System.Management.Automation.PSSerializer]::Deserialize([IO.File]::ReadAllText($Path)) }
        function Get-AutomationVariable([string] $Name) { $storageSas }
        filter Format-List { $_ }
        $ConfirmPreference = 'None'
        """;

    private static readonly string[] WithoutOutput = [" = ", "Export-Clixml", "-WhatIf", "-Recover"];

    private readonly string _jobFile = Path.Combine(Path.GetTempPath(), $"mhsm-test-{Guid.NewGuid():N}.xml");

    public static TheoryData<string, int> Examples => Select(example => !IsOfSession(example) && !IsOfSignIn(example.Cmdlet) && !StorageExampleTests.IsOfStorage(example.Cmdlet));

    public static TheoryData<string, int> SessionExamples => Select(IsOfSession);

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs_as_written(string page, int number)
    {
        string code = Find(page, number).Code;
        Prepare(code);
        int startsBefore = Starts.Count;

        SessionResult result = Run(WithRealNames(code));

        string[] starting = ["Start-", "Restore-", "Test-MhsmBackup ", "Test-MhsmRestore ", "RestoreDrill"];
        bool onlyLooks = code.Contains("-WhatIf", StringComparison.Ordinal) || !starting.Any(verb => code.Contains(verb, StringComparison.Ordinal));
        Assert.Equal(onlyLooks, Starts.Count == startsBefore);
        Assert.DoesNotContain(result.Output, item => item.BaseObject is MhsmJob { Status: not (MhsmJobStatus.Succeeded or MhsmJobStatus.InProgress) });
        // A filter may leave something or nothing.
        if (!code.Contains("Where-Object", StringComparison.Ordinal)) Assert.Equal(GivesOutput(code), result.Output.Count > 0);
        File.Delete(_jobFile);
    }

    // The tests' process has the jobs of other tests as well.
    [Theory]
    [MemberData(nameof(SessionExamples))]
    public async Task An_example_with_the_jobs_of_the_session_runs_in_a_process_of_its_own(string page, int number)
    {
        string output = await EngineProcess.RunAsync(
            $"""
            $PSDefaultParameterValues['*-Mhsm*:AccessToken'] = $env:TEST_TOKEN
            $job = Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS
            {Find(page, number).Code}
            """,
            ("TEST_HSM", Hsm.Uri.AbsoluteUri),
            ("TEST_CONTAINER", Container.Uri.AbsoluteUri),
            ("TEST_SAS", Container.Sas("crdw")),
            ("TEST_TOKEN", Token));
        Assert.Single(Starts);
        Assert.Matches("contoso-hsm +Backup +Succeeded", output);
    }

    /// <summary>Whether a page's examples sign in, for which they need more than this class has.</summary>
    internal static bool IsOfSignIn(string cmdlet) => cmdlet is "Connect-Mhsm" or "Disconnect-Mhsm" or "Get-MhsmContext";

    private MhsmJob Backup { get; set; } = null!;

    private MhsmJob? Restore { get; set; }

    // An HSM that was backed up and has lost its keys; a job in a file; a restore that has ended.
    private void Prepare(string code)
    {
        foreach (string key in new[] { "rsa-key2", "app-signing", "app-wrapping" }) Hsm.Keys.Create(key);
        Backup = BackUp();
        Session.Set("backup", Backup);
        if (code.Contains("-Operation Restore", StringComparison.Ordinal))
            Restore = RunForJob("$backup | Start-MhsmRestore -SasToken $restoreSas -Force -Wait");
        if (code.Contains("Restore-MhsmKey", StringComparison.Ordinal)) Hsm.Lose();
        if (code.Contains("-Recover", StringComparison.Ordinal) || code.Contains("-Purge", StringComparison.Ordinal))
        {
            Hsm.Keys.Create("rsa-key2");
            Hsm.Keys.Delete("rsa-key2");
        }

        if (code.Contains("Import-Clixml", StringComparison.Ordinal))
            File.WriteAllText(_jobFile, System.Management.Automation.PSSerializer.Serialize(Backup), Encoding.UTF8);
        Session.Set("storageSas", Container.Sas("crdwl"));
        Session.Invoke(Helpers);
        // The wait of an example is real, and short.
        Session.Invoke("$PSDefaultParameterValues.Remove('Wait-MhsmJob:PollInterval')");
    }

    private string WithRealNames(string code)
    {
        string jobId = code.Contains("-Operation Restore", StringComparison.Ordinal) ? Restore!.JobId : Backup.JobId;
        (string Written, string Real)[] names =
        [
            ("-StorageAccountName contosobackup -BlobContainerName hsm", $"-ContainerUri {Container.Uri}"),
            ("https://contosobackup.blob.core.windows.net/hsm", Container.Uri.AbsoluteUri),
            ("mhsm-contoso-hsm-2026112316180860", Backup.BackupFolder!),
            ("4c9e342c12844c3f96f44e5c67cbd92d", jobId),
            ("'hsm-eu'", $"'{Hsm.Uri}'"),
            ("'hsm-us'", $"'{Sibling.Uri}'"),
            ("'hsm-asia'", $"'{Stranger.Uri}'"),
            (" contoso-hsm-dr ", $" {Sibling.Uri} "),
            (" contoso-hsm ", $" {Hsm.Uri} "),
            ("./backup-job.xml", $"'{_jobFile}'"),
        ];
        return names.Aggregate(code, (text, name) => text.Replace(name.Written, name.Real, StringComparison.Ordinal));
    }

    private static CmdletPage.Example Find(string page, int number) => CmdletPage.Of(page).Examples[number - 1];

    private static bool IsOfSession(CmdletPage.Example example) => example.Code == "Get-MhsmJob" || example.Code.StartsWith("Get-MhsmJob |", StringComparison.Ordinal);

    private static TheoryData<string, int> Select(Func<CmdletPage.Example, bool> condition)
    {
        var data = new TheoryData<string, int>();
        foreach (CmdletPage page in CmdletPage.All)
        {
            for (int i = 0; i < page.Examples.Count; i++)
            {
                if (condition(page.Examples[i])) data.Add(page.Name, i + 1);
            }
        }

        return data;
    }

    // The last statement decides: an assignment, a file and -WhatIf leave no output.
    private static bool GivesOutput(string code)
    {
        string last = code.Split('\n')[^1];
        // What would be removed comes out as objects.
        if (last.Contains("Remove-MhsmBackup", StringComparison.Ordinal)) return true;
        return !WithoutOutput.Any(word => last.Contains(word, StringComparison.Ordinal));
    }
}
